#!/bin/bash
# Makes a model, a configuration and an endpoint of a promoted model, or puts the endpoint on it, and scales it. Runs as
# the endpoint creation role, from anywhere.
# PACKAGE: the approved version's ARN. MODEL_DATA: what promote.sh printed. ENVIRONMENT: such as churn-dev.
# NAME: the endpoint's name behind ds-<environment>-. INSTANCE_TYPE, MOST: the machine, and how many at most.
set -euo pipefail

value() { aws ssm get-parameter --name "/ds/$ENVIRONMENT/$1" --query Parameter.Value --output text; }

endpoint="ds-$ENVIRONMENT-$NAME"
version="$endpoint-${PACKAGE##*/}"
container=$(aws sagemaker describe-model-package --model-package-name "$PACKAGE" --output json --query \
  "InferenceSpecification.Containers[0].{Image: Image, Environment: not_null(Environment, \`{}\`), ModelDataUrl: '$MODEL_DATA'}")
subnets=$(printf '%s\n' "$(value subnets/1)" "$(value subnets/2)" "$(value subnets/3)" | sort -u | paste -sd, -)
tags=("Key=ds:environment,Value=$ENVIRONMENT" "Key=ds:model-package,Value=$PACKAGE")

aws sagemaker create-model --model-name "$version" --primary-container "$container" --enable-network-isolation \
  --execution-role-arn "$(value role/endpoint-hosting)" \
  --vpc-config "Subnets=$subnets,SecurityGroupIds=$(value security-group/workload)" --tags "${tags[@]}" >/dev/null
aws sagemaker create-endpoint-config --endpoint-config-name "$version" --kms-key-id "$(value key/data)" \
  --production-variants "VariantName=all,ModelName=$version,InitialInstanceCount=1,InstanceType=$INSTANCE_TYPE" \
  --tags "${tags[@]}" >/dev/null

if aws sagemaker describe-endpoint --endpoint-name "$endpoint" >/dev/null 2>&1; then
  aws sagemaker update-endpoint --endpoint-name "$endpoint" --endpoint-config-name "$version" >/dev/null
else
  aws sagemaker create-endpoint --endpoint-name "$endpoint" --endpoint-config-name "$version" --tags "${tags[@]}" >/dev/null
fi
aws sagemaker wait endpoint-in-service --endpoint-name "$endpoint"

target=(--service-namespace sagemaker --scalable-dimension sagemaker:variant:DesiredInstanceCount
  --resource-id "endpoint/$endpoint/variant/all")
aws application-autoscaling register-scalable-target "${target[@]}" --min-capacity 1 --max-capacity "$MOST" >/dev/null
aws application-autoscaling put-scaling-policy "${target[@]}" --policy-name "$endpoint" \
  --policy-type TargetTrackingScaling --target-tracking-scaling-policy-configuration \
  '{"TargetValue": 100, "PredefinedMetricSpecification": {"PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"}}' \
  >/dev/null
echo "$endpoint"
