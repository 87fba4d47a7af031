#!/bin/bash
# Copies what was approved to the models that are served. Runs as the endpoint creation role inside the environment's
# network; prints where the model is.
# PACKAGE: the ARN of a model package version. MODELS: the name of the models bucket.
set -euo pipefail

ask() { aws sagemaker describe-model-package --model-package-name "$PACKAGE" --query "$1" --output text; }

status=$(ask ModelApprovalStatus)
if [ "$status" != Approved ]; then
  echo "$PACKAGE is $status: nothing is promoted" >&2
  exit 1
fi
candidate=$(ask 'InferenceSpecification.Containers[0].ModelDataUrl')
case "$candidate" in
  "s3://$MODELS/candidates/"*) ;;
  *)
    echo "$candidate is no candidate of this environment" >&2
    exit 1
    ;;
esac
key="models/${PACKAGE#*:model-package/}/model.tar.gz"

# A candidate that was written again after it was registered is not the one that was approved.
aws s3api copy-object --bucket "$MODELS" --key "$key" --copy-source "${candidate#s3://}" \
  --copy-source-if-unmodified-since "$(ask CreationTime)" >/dev/null
echo "s3://$MODELS/$key"
