"""`python -m teacher.class FOLDER`: the short way to teacher.class_report, whose text says what it does."""

import sys

from teacher.class_report import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
