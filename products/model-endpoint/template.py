"""The template: a promoted model, its configuration and its endpoint, their scaling and alarms.

Models and configurations cannot be changed, so each has a name made of every answer that it is made of: a new answer
makes a new one beside the old one, the endpoint moves over, and the old one goes. CloudFormation refuses to replace
what keeps its name; that is how one number of a group never means two models.
"""

from __future__ import annotations

from troposphere import Equals, FindInMap, GetAtt, If, Not, NoValue, Ref, Sub, Tags, applicationautoscaling, cloudwatch
from troposphere.sagemaker import (
    ContainerDefinition,
    Endpoint,
    EndpointConfig,
    Model,
    ProductionVariant,
    VariantProperty,
    VpcConfig,
)

from generator.blueprint import Canvas
from generator.model import Product

from .prompts import MACHINES, build_prompts  # type: ignore[import-not-found]

VARIANT = "all"
PREFIX = "ds-${Environment}"
"""Written out, so that the launch proof sees the names; `current`, which an environment may be called, is none here."""
BUCKET = "{{resolve:ssm:/ds/${Environment}/bucket/models}}"


def build(canvas: Canvas, product: Product) -> None:
    """Draw the product."""
    canvas.architecture(
        "One promoted model behind one endpoint in the environment's network and under its key, hosted by its role for "
        "hosting; Application Auto Scaling between two bounds, captures in the models bucket, two alarms."
    )
    build_prompts(canvas)
    scales = canvas.condition("Scales", Not(Equals(Ref("FewestInstances"), Ref("MostInstances"))))
    captures = canvas.condition("Captures", Not(Equals(Ref("CapturePercent"), "0")))
    canvas.mapping("Machines", MACHINES)
    model = _model(canvas)
    config = _config(canvas, model, captures)
    endpoint = _endpoint(canvas, config, scales)
    with canvas.optional(scales):
        _scaling(canvas)
    _alarms(canvas)
    _outputs(canvas, endpoint, scales, captures, product)


def _value(name: str) -> Sub:
    """What the environment publishes below `/ds/<environment>/`, resolved with the launch role."""
    return Sub(f"{{{{resolve:ssm:/ds/${{Environment}}/{name}}}}}")


def _named(tail: str) -> Sub:
    return Sub(f"{PREFIX}-{tail}")


def _tags() -> Tags:
    package = (
        "arn:${AWS::Partition}:sagemaker:${AWS::Region}:${AWS::AccountId}:model-package/"
        f"{PREFIX}-${{ModelGroup}}/${{ModelNumber}}"
    )
    return Tags(
        {
            "Project": _value("project"),
            "Stage": _value("stage"),
            "ds:environment": _value("name"),
            "ds:model-package": Sub(package),
        }
    )


def _model(canvas: Canvas) -> Model:
    scripted = canvas.condition("HasScript", Not(Equals(Ref("Script"), "")))
    script = {"SAGEMAKER_PROGRAM": Ref("Script"), "SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model/code"}
    served = f"s3://{BUCKET}/models/{PREFIX}-${{ModelGroup}}/${{ModelNumber}}/model.tar.gz"
    model: Model = canvas.add(
        Model(
            "Model",
            ModelName=_named("${EndpointName}-${ModelNumber}"),
            ExecutionRoleArn=_value("role/endpoint-hosting"),
            EnableNetworkIsolation=True,
            PrimaryContainer=ContainerDefinition(
                Image=Ref("ContainerImage"),
                ModelDataUrl=Sub(served),
                Environment=If(scripted, script, NoValue),
            ),
            VpcConfig=VpcConfig(
                SecurityGroupIds=[_value("security-group/workload")],
                Subnets=[_value("subnets/1"), _value("subnets/2")],
            ),
            Tags=_tags(),
        ),
        why="the promoted copy of an approved version, which its hosting role reads; of a candidate it could not",
    )
    return model


def _config(canvas: Canvas, model: Model, captures: str) -> EndpointConfig:
    config: EndpointConfig = canvas.add(
        EndpointConfig(
            "Config",
            EndpointConfigName=Sub(
                f"{PREFIX}-${{EndpointName}}-${{ModelNumber}}-${{Short}}-${{FewestInstances}}-${{CapturePercent}}",
                Short=FindInMap("Machines", Ref("InstanceType"), "Short"),
            ),
            KmsKeyId=_value("key/data"),
            ProductionVariants=[
                ProductionVariant(
                    VariantName=VARIANT,
                    ModelName=GetAtt(model, "ModelName"),
                    InstanceType=Ref("InstanceType"),
                    InitialInstanceCount=Ref("FewestInstances"),
                    InitialVariantWeight=1,
                )
            ],
            DataCaptureConfig=If(captures, _capture(), NoValue),
            Tags=_tags(),
        ),
        why="how many of which machine serve the model, their volumes and captures under the environment's key",
    )
    return config


def _capture() -> dict[str, object]:
    """Plain data, since troposphere (4.11) knows the properties of a transform job's capture under this name only."""
    return {
        "EnableCapture": True,
        "InitialSamplingPercentage": Ref("CapturePercent"),
        "DestinationS3Uri": Sub(f"s3://{BUCKET}/capture/{PREFIX}-${{EndpointName}}"),
        "KmsKeyId": _value("key/data"),
        "CaptureOptions": [{"CaptureMode": "Input"}, {"CaptureMode": "Output"}],
    }


def _endpoint(canvas: Canvas, config: EndpointConfig, scales: str) -> Endpoint:
    """What scaling has reached is kept by an update; whether requests are captured is the new answer's.

    Without scaling the number of machines is the new answer's, too.
    """
    endpoint: Endpoint = canvas.add(
        Endpoint(
            "Endpoint",
            EndpointName=_named("${EndpointName}"),
            EndpointConfigName=GetAtt(config, "EndpointConfigName"),
            RetainAllVariantProperties=If(scales, True, NoValue),
            ExcludeRetainedVariantProperties=If(
                scales, [VariantProperty(VariantPropertyType="DataCaptureConfig")], NoValue
            ),
            Tags=_tags(),
        ),
        why="what applications invoke, under the same name through every version of the model",
    )
    return endpoint


def _scaling(canvas: Canvas) -> None:
    place = {
        "ServiceNamespace": "sagemaker",
        "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
        "ResourceId": Sub(f"endpoint/{PREFIX}-${{EndpointName}}/variant/{VARIANT}"),
    }
    target = canvas.add(
        applicationautoscaling.ScalableTarget(
            "Scaling",
            **place,
            MinCapacity=Ref("FewestInstances"),
            MaxCapacity=Ref("MostInstances"),
            DependsOn="Endpoint",
        ),
        why="the bounds between which Application Auto Scaling changes the number of machines",
    )
    canvas.add(
        applicationautoscaling.ScalingPolicy(
            "ScalingPolicy",
            **place,
            PolicyName=_named("${EndpointName}"),
            PolicyType="TargetTrackingScaling",
            TargetTrackingScalingPolicyConfiguration=applicationautoscaling.TargetTrackingScalingPolicyConfiguration(
                TargetValue=Ref("RequestsPerMinute"),
                PredefinedMetricSpecification=applicationautoscaling.PredefinedMetricSpecification(
                    PredefinedMetricType="SageMakerVariantInvocationsPerInstance"
                ),
                ScaleInCooldown=300,
                ScaleOutCooldown=60,
            ),
            DependsOn=target.title,
        ),
        why="as many machines as the requests of a minute need",
    )


def _alarms(canvas: Canvas) -> None:
    canvas.condition("HasAlarmTopic", Not(Equals(Ref("AlarmTopic"), "")))
    _alarm(
        canvas,
        "ErrorAlarm",
        "errors",
        "of a minute's requests one in twenty ended in an error of the model's, twice in three minutes",
        MetricName="Invocation5XXErrors",
        Statistic="Average",
        Threshold=0.05,
    )
    _alarm(
        canvas,
        "LatencyAlarm",
        "latency",
        "of a minute's requests one in twenty took the model longer than SlowMilliseconds, twice in three minutes",
        MetricName="ModelLatency",
        ExtendedStatistic="p95",
        Threshold=Sub("${SlowMilliseconds}000"),  # the metric is in microseconds
    )


def _alarm(canvas: Canvas, title: str, tail: str, why: str, **measured: object) -> None:
    canvas.add(
        cloudwatch.Alarm(
            title,
            AlarmName=_named(f"${{EndpointName}}-{tail}"),
            AlarmDescription=f"{why[0].upper()}{why[1:]}.",
            Namespace="AWS/SageMaker",
            Dimensions=[
                cloudwatch.MetricDimension(Name="EndpointName", Value=_named("${EndpointName}")),
                cloudwatch.MetricDimension(Name="VariantName", Value=VARIANT),
            ],
            Period=60,
            EvaluationPeriods=3,
            DatapointsToAlarm=2,
            ComparisonOperator="GreaterThanOrEqualToThreshold",
            TreatMissingData="notBreaching",
            AlarmActions=If("HasAlarmTopic", [Ref("AlarmTopic")], NoValue),
            OKActions=If("HasAlarmTopic", [Ref("AlarmTopic")], NoValue),
            Tags=_tags(),
            **measured,
        ),
        why=why,
    )


def _outputs(canvas: Canvas, endpoint: Endpoint, scales: str, captures: str, product: Product) -> None:
    name = GetAtt(endpoint, "EndpointName")
    canvas.output("EndpointName", name, f"The name of this {product.title}.")
    canvas.output("EndpointArn", Ref(endpoint), "Its ARN.")
    canvas.output("ServedModel", Sub("${ModelGroup}/${ModelNumber}"), "The version that is served.")
    canvas.output(
        "InvokeCommand",
        Sub(
            "aws sagemaker-runtime invoke-endpoint --endpoint-name ${Name} --content-type text/csv "
            "--body fileb://request.csv answer",
            Name=name,
        ),
        "What an application runs as the role in InvokedBy.",
    )
    canvas.output("InvokedBy", _value("role/endpoint-invocation"), "The role that invokes it, and no other.")
    canvas.output(
        "ScalesBetween",
        If(scales, Sub("${FewestInstances} and ${MostInstances} machines"), "it does not scale"),
        "How many machines serve it.",
    )
    canvas.output(
        "Captures",
        If(
            captures,
            Sub(f"${{CapturePercent}} % below s3://{BUCKET}/capture/{PREFIX}-${{EndpointName}}"),
            "nothing",
        ),
        "What is recorded of requests and answers, and where.",
    )
