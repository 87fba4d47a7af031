"""SageMaker's training, processing, transform and tuning jobs.

moto (5.2) keeps a job and forgets half of its request (a processing job's machines, a tuning job's objective); nothing
runs, all of them have completed at once, and whatever role or data is named is taken. Here what is given reads back, a
job does its work as its role (`job_work`), and passes through AWS's states. Source: SageMaker API Reference.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from embedded_aws.service import Call, Gateway, ServiceError
from embedded_aws.services.job_checks import SOURCES, check_job
from embedded_aws.services.job_events import tell_end
from embedded_aws.services.job_kinds import KINDS, LOCAL_DISKS, TRAINING, TUNING, JobKind
from embedded_aws.services.job_store import Job, JobStore, tuned
from embedded_aws.services.job_work import Work, with_model
from embedded_aws.services.pages import take_page
from embedded_aws.services.regional import Answer, Params, RegionalService
from embedded_aws.services.workers import Workers
from generator.iam.on_behalf import find_texts

TRIED = 2
"""Training jobs of a tuning job that are run, where it asks for so many."""
NOUNS = {"Create": "", "Describe": "", "List": "s", "Stop": ""}
OPERATIONS = (
    *(f"{verb}{noun}{ending}" for verb, ending in NOUNS.items() for noun in KINDS),
    "ListTrainingJobsForHyperParameterTuningJob",
)


class Jobs(RegionalService[JobStore]):
    """The operations above, and the tags of the jobs."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway, self._workers = gateway, Workers()
        table: dict[str, Callable[[JobStore, Params, Call], Answer]] = {
            "ListTrainingJobsForHyperParameterTuningJob": _list_tuned
        }
        for noun, kind in KINDS.items():
            table[f"Create{noun}"] = partial(self._create, kind)
            table[f"Describe{noun}"] = partial(_describe, kind)
            table[f"List{noun}s"] = partial(_list, kind)
            table[f"Stop{noun}"] = partial(_stop, kind)
        super().__init__(JobStore, table)

    def wait(self, seconds: float) -> None:
        """Until no job works any more, but not longer than `seconds`."""
        self._workers.wait(seconds)

    def load(self, state: Any) -> None:
        """Take over what `dump` gave; what had not ended then has failed."""
        super().load(state)
        for store in self._stores.values():
            for job in store.jobs.values():
                if job.ended is None:
                    job.end("InternalServerError: the embedded AWS was stopped meanwhile")

    def _create(self, kind: JobKind, store: JobStore, params: Params, call: Call) -> Answer:
        name = str(params[kind.name])
        if (kind.noun, name) in store.jobs:
            said = f"{kind.noun} names must be unique within an AWS account and region: {name} has been used already"
            raise ServiceError("ResourceInUse", said, 400)
        if call.operation in SOURCES:
            check_job(call)
        _check_disks(kind, with_model(params, call))
        arn = f"arn:aws:sagemaker:{call.region}:{call.account}:{kind.arn}/{name}"
        job = Job(kind.noun, name, arn, dict(params))
        runs = [job] if kind is not TUNING else _trainings(job, call)
        works = [Work(self._gateway, one, call) for one in runs]
        _check_data(runs, works)
        for one in dict.fromkeys((job.arn, *(run.arn for run in runs))):
            store.tags[one] = {tag["Key"]: tag["Value"] for tag in params.get("Tags") or ()}
        store.jobs.update({(one.noun, one.name): one for one in (job, *runs)})
        self._workers.start(partial(_run, job, runs, works, call), name)
        return {f"{kind.noun}Arn": arn}


def _run(job: Job, runs: list[Job], works: list[Work], call: Call) -> None:
    for one, work in zip(runs, works, strict=True):
        try:
            one.end(work.run())
        except Exception as error:  # noqa: BLE001 - the job must end, and says why
            one.end(f"InternalServerError: {type(error).__name__}: {error}")
    if job.kind is TUNING:
        failed = all(one.reason for one in runs)
        job.end("All training jobs have failed. Please look at their failure reasons." if failed else None)
    for one in [*runs, job] if job.kind is TUNING else runs:
        tell_end(one, call)


def _trainings(tuning: Job, call: Call) -> list[Job]:
    """The first training jobs that a tuning job makes: its definition, under its tags."""
    given = [tuning.params.get("TrainingJobDefinition"), *(tuning.params.get("TrainingJobDefinitions") or ())]
    definition = dict(next((one for one in given if one), {}))
    if not definition:
        raise ServiceError("ValidationException", "A TrainingJobDefinition is required.", 400)
    fixed = definition.pop("StaticHyperParameters", {})
    limits = tuning.params["HyperParameterTuningJobConfig"]["ResourceLimits"]
    made = []
    for number in range(1, min(TRIED, int(limits.get("MaxNumberOfTrainingJobs", TRIED))) + 1):
        name = f"{tuning.name}-{number:03}-{uuid.uuid4().hex[:8]}"
        arn = f"arn:aws:sagemaker:{call.region}:{call.account}:training-job/{name}"
        params = {**definition, "TrainingJobName": name, "HyperParameters": fixed}
        made.append(Job(TRAINING.noun, name, arn, params, parent=tuning.arn))
    return made


def _check_disks(kind: JobKind, params: Mapping[str, Any]) -> None:
    """Machines with local disks take no volume key (SageMaker API Reference, ResourceConfig)."""
    if not kind.volume_key or not any(find_texts(params, kind.volume_key)):
        return
    for machine in find_texts(params, kind.instance):
        if machine.startswith(LOCAL_DISKS):
            said = f"You can't request a VolumeKmsKeyId when using an instance type with local storage: {machine}"
            raise ServiceError("ValidationException", said, 400)


def _check_data(runs: list[Job], works: list[Work]) -> None:
    """A training job's data must be there, and its role must see it, before anything starts."""
    for job, work in zip(runs, works, strict=True):
        missing = work.first_missing() if job.kind is TRAINING else None
        if missing:
            said = (
                f'No S3 objects found under S3 URL "{missing}" given in input data source. Please ensure that the '
                "bucket exists in the selected region, that objects exist under that S3 prefix, and that the role "
                f'"{job.params["RoleArn"]}" has "s3:ListBucket" permissions on bucket "{missing.split("/")[2]}".'
            )
            raise ServiceError("ValidationException", said, 400)


def _describe(kind: JobKind, store: JobStore, params: Params, call: Call) -> Answer:
    return store.describe(store.job(kind, str(params[kind.name])))


def _list(kind: JobKind, store: JobStore, params: Params, call: Call) -> Answer:
    wanted, status = str(params.get("NameContains", "")), params.get("StatusEquals")
    found = [job.summary() for job in store.of(kind) if wanted in job.name and status in (None, job.status())]
    page, token = take_page(found, params)
    return {f"{kind.noun}Summaries": page, **token}


def _stop(kind: JobKind, store: JobStore, params: Params, call: Call) -> Answer:
    job = store.job(kind, str(params[kind.name]))
    if job.status() != "InProgress":
        said = f"The request was rejected because the {kind.arn.replace('-', ' ')} is in status {job.status()}."
        raise ServiceError("ValidationException", said, 400)
    job.stopped = True
    return {}


def _list_tuned(store: JobStore, params: Params, call: Call) -> Answer:
    tuning = store.job(TUNING, str(params[TUNING.name]))
    page, token = take_page([tuned(job, tuning) for job in store.trained_by(tuning)], params)
    return {"TrainingJobSummaries": page, **token}
