"""Where a war room is kept: TinyDB on a journal that loses nothing. Import the submodules directly."""
