"""What the environment forbids on purpose, one a word."""

import os
import pathlib
import sys

from sagemaker.core import image_uris
from sagemaker.core.helper.session_helper import Session, get_execution_role
from sagemaker.core.resources import EndpointConfig
from sagemaker.core.shapes import ProductionVariant
from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, InputData, Networking

session = Session()
pathlib.Path("train.csv").write_text("1,2\n")
compute = Compute(instance_type="ml.m5.large", instance_count=1)
image = image_uris.retrieve("linear-learner", session.boto_region_name, "1")


def _train(training_image=image, **more):
    data = session.upload_data("train.csv", key_prefix="churn/train")
    more = {"networking": Networking(enable_inter_container_traffic_encryption=True), **more}
    trainer = ModelTrainer(training_image=training_image, compute=compute, base_job_name="churn", **more)
    trainer.train(input_data_config=[InputData(channel_name="train", data_source=data)])


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
    _train(f"999988887777.dkr.ecr.{session.boto_region_name}.amazonaws.com/sagemaker-scikit-learn:1")


def without_network():
    """A job that asks for another network."""
    _train(
        networking=Networking(
            subnets=["subnet-0123456789abcdef0"],
            security_group_ids=["sg-0123456789abcdef0"],
            enable_inter_container_traffic_encryption=True,
        )
    )


def plain_traffic():
    """A job that says nothing of the traffic between its hosts."""
    _train(networking=None)


def own_role():
    """A job under the notebook's own role."""
    _train(role=get_execution_role().replace("-training", "-notebook-execution"))


globals()[sys.argv[1]]()
