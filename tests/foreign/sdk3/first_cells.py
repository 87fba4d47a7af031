"""The first cells of any public example: who am I, which bucket, upload."""

import pathlib

from sagemaker.core.helper.session_helper import Session, get_execution_role

session = Session()
role = get_execution_role()
bucket = session.default_bucket()
print("role", role)
print("bucket", bucket)
pathlib.Path("train.csv").write_text("1,2\n3,4\n")
print("uploaded", session.upload_data("train.csv", key_prefix="churn/train"))
