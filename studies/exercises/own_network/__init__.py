"""Build it yourself: a network in six cells, each in the lesson where it belongs and each using those before it.

`steps` has the cells with the book's own code, `program` puts them into one file, and each of the other modules grades
one of them. A grader is given the program's variables, with those that the earlier cells have defined.
"""
