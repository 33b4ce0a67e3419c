"""Mail: one update as one message for one address, and how a mail server takes it over."""
