"""What the environment forbids on purpose, and what this major of the SDK leaves out; one a word."""

import os
import pathlib
import sys

import ds_project
from sagemaker.core import image_uris
from sagemaker.core.helper.session_helper import Session, get_execution_role
from sagemaker.core.parameter import ContinuousParameter
from sagemaker.core.resources import EndpointConfig, Model, ModelPackage, ModelPackageGroup
from sagemaker.core.shapes import (
    ContainerDefinition,
    ContainersItem,
    InferenceSpecification,
    ProductionVariant,
    VpcConfig,
)
from sagemaker.core.transformer import Transformer
from sagemaker.core.workflow.parameters import ParameterString
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, InputData, Networking, OutputDataConfig
from sagemaker.train.tuner import HyperparameterTuner

session = Session()
pathlib.Path("train.csv").write_text("1,2\n")
key, tags = ds_project.KEY_DATA, [{"key": "ds:environment", "value": ds_project.ENVIRONMENT}]
network = {"subnets": ds_project.SUBNETS, "security_group_ids": ds_project.SECURITY_GROUPS}
image = image_uris.retrieve("linear-learner", session.boto_region_name, "1")


def _trainer(training_image=image, **more):
    ours = {
        "compute": Compute(instance_type="ml.m5.large", instance_count=1, volume_kms_key_id=key),
        "output_data_config": OutputDataConfig(kms_key_id=key),
        "tags": tags,
        "base_job_name": "churn",
        **more,
    }
    return ModelTrainer(training_image=training_image, **ours)


def _channels():
    data = session.upload_data("train.csv", key_prefix="churn/train")
    return [InputData(channel_name="train", data_source=data)]


def deploy():
    """An endpoint."""
    variant = ProductionVariant(
        variant_name="all", model_name="churn", initial_instance_count=1, instance_type="ml.m5.large"
    )
    EndpointConfig.create(endpoint_config_name="churn", production_variants=[variant])


def foreign_bucket():
    """A bucket of somebody else's."""
    session.upload_data("train.csv", bucket=os.environ["FOREIGN_BUCKET"], key_prefix="out")


def foreign_image():
    """A stranger's image with a name that looks like AWS's."""
    stranger = f"999988887777.dkr.ecr.{session.boto_region_name}.amazonaws.com/sagemaker-scikit-learn:1"
    _trainer(stranger).train(input_data_config=_channels())


def without_network():
    """A job that asks for another network."""
    other = {"subnets": ["subnet-0123456789abcdef0"], "security_group_ids": ["sg-0123456789abcdef0"]}
    networking = Networking(enable_inter_container_traffic_encryption=True, **other)
    _trainer(networking=networking).train(input_data_config=_channels())


def plain_traffic():
    """A job whose `networking` says nothing of the traffic between its hosts."""
    _trainer(networking=Networking(**network)).train(input_data_config=_channels())


def bare_trainer():
    """A trainer as public examples have it: without tags and keys, which this class takes from no defaults file."""
    bare = {"compute": Compute(instance_type="ml.m5.large", instance_count=1), "output_data_config": None, "tags": None}
    _trainer(**bare).train(input_data_config=_channels())


def own_role():
    """A job under the notebook's own role."""
    own = get_execution_role().replace("-training", "-notebook-execution")
    _trainer(role=own).train(input_data_config=_channels())


def tuner():
    """The SDK's tuner, which passes on neither the volume's key nor the encryption between hosts."""
    ranges = {"eta": ContinuousParameter(0.1, 0.5)}
    HyperparameterTuner(_trainer(), "validation:auc", ranges, max_jobs=2).tune(inputs=_channels())


def transformer():
    """The SDK's `Transformer`, whatever it is given; the model is the one of transform.py."""
    done = Transformer(model_name="churn-transform", instance_count=1, instance_type="ml.m5.large", output_kms_key=key)
    done.transform(session.upload_data("train.csv", key_prefix="churn/train"))


def open_model():
    """A model that may call out."""
    artifact = session.upload_data("train.csv", key_prefix="churn/model")
    Model.create(
        model_name="churn-open",
        primary_container=ContainerDefinition(image=image, model_data_url=artifact),
        execution_role_arn=ds_project.ROLE_TRAINING,
        vpc_config=VpcConfig(**network),
        tags=tags,
    )


def model_package():
    """A version registered by the resource, which looks for a name in AWS's answer that is not there."""
    artifact = session.upload_data("train.csv", key_prefix="churn/model")
    ModelPackageGroup.create(model_package_group_name="ds-churn-dev-resource", tags=tags)
    ModelPackage.create(
        model_package_group_name="ds-churn-dev-resource",
        model_approval_status="PendingManualApproval",
        inference_specification=InferenceSpecification(
            containers=[ContainersItem(image=image, model_data_url=artifact)],
            supported_content_types=["text/csv"],
            supported_response_mime_types=["text/csv"],
        ),
    )


def pipeline():
    """A pipeline, whose role would have to start jobs itself."""
    parameters = [ParameterString(name="a", default_value="b")]
    Pipeline(name="churn", parameters=parameters, steps=[], sagemaker_session=session).upsert(get_execution_role())


globals()[sys.argv[1]]()
