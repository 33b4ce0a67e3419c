"""``python -m warroom`` is ``warroom``."""

from warroom.cli.main import main

if __name__ == "__main__":
    main()
