"""Problems of backpropagation for paper: drawn by a seed, with every right number and what each named slip gives.

`choice` says what can be chosen, `draw` draws a variant, `tasks` takes it apart into matrices to work out; `sheet`,
`moodle`, `gift`, `qti` and `table` write variants for a printer and for learning platforms.
"""

from studies.problems.choice import TOPICS, Choice
from studies.problems.draw import problem, problems
from studies.problems.tasks import Problem, Task

__all__ = ["TOPICS", "Choice", "Problem", "Task", "problem", "problems"]
