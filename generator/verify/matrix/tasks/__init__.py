"""The tasks that are asked: of any template, and of a data science environment. A new one is a new row."""

from dataclasses import replace

from generator.verify.matrix.task import Task
from generator.verify.matrix.tasks.control import CONTROL
from generator.verify.matrix.tasks.data import DATA
from generator.verify.matrix.tasks.generic import GENERIC
from generator.verify.matrix.tasks.work import WORK

TASKS: tuple[Task, ...] = (*(replace(each, needs="Project") for each in (*WORK, *DATA, *CONTROL)), *GENERIC)
