"""Reading what others wrote: one module per source format, bytes in, a Reading out."""
