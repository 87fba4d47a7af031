"""What the environment forbids on purpose, one a word."""

import os
import pathlib
import sys

import sagemaker
from sagemaker import image_uris
from sagemaker.estimator import Estimator
from sagemaker.model import Model
from sagemaker.workflow.parameters import ParameterString
from sagemaker.workflow.pipeline import Pipeline

session = sagemaker.Session()
role = sagemaker.get_execution_role()
image = image_uris.retrieve("linear-learner", session.boto_region_name)
pathlib.Path("train.py").write_text("print('hello')\n")
pathlib.Path("train.csv").write_text("1,2\n")
machine = {"role": role, "instance_count": 1, "instance_type": "ml.m5.large"}


def deploy():
    """An endpoint."""
    data = session.upload_data("train.csv", key_prefix="churn/model")
    Model(image_uri=image, model_data=data, role=role).deploy(initial_instance_count=1, instance_type="ml.m5.large")


def foreign_bucket():
    """A bucket of somebody else's."""
    session.upload_data("train.csv", bucket=os.environ["FOREIGN_BUCKET"], key_prefix="out")


def foreign_image():
    """A stranger's image with a name that looks like AWS's."""
    data = session.upload_data("train.csv", key_prefix="churn/train")
    stranger = f"999988887777.dkr.ecr.{session.boto_region_name}.amazonaws.com/sagemaker-scikit-learn:1"
    Estimator(stranger, **machine).fit({"train": data})


def without_network():
    """A job that asks for another network."""
    data = session.upload_data("train.csv", key_prefix="churn/train")
    Estimator(image, subnets=["subnet-0123456789abcdef0"], security_group_ids=["sg-0123456789abcdef0"], **machine).fit(
        {"train": data}
    )


def pipeline():
    """A pipeline, whose role would have to start jobs itself."""
    Pipeline(name="churn", parameters=[ParameterString(name="a", default_value="b")], steps=[]).upsert(role_arn=role)


def own_role():
    """A job under the notebook's own role."""
    data = session.upload_data("train.csv", key_prefix="churn/train")
    own = role.replace("-training", "-notebook-execution")
    Estimator(image, **{**machine, "role": own}).fit({"train": data})


def open_model():
    """A model that may call out, which a trained estimator makes where nothing is said."""
    data = session.upload_data("train.csv", key_prefix="churn/train")
    estimator = Estimator(image, **machine)
    estimator.fit({"train": data})
    estimator.transformer(instance_count=1, instance_type="ml.m5.large")


globals()[sys.argv[1]]()
