"""The topic that alarms go to, encrypted, open to CloudWatch of this account alone."""

from __future__ import annotations

from troposphere import AccountId, Ref, sns

from generator.blueprint import Canvas
from generator.iam.conditions import bool_, string_equals
from generator.iam.keys import SECURE_TRANSPORT, SOURCE_ACCOUNT
from generator.iam.statements import allow, anyone, deny, policy, services
from products.environment.estate import Keys, When
from products.environment.tags import tags


def build_topic(canvas: Canvas, keys: Keys) -> None:
    """Draw the topic, its policy and the subscription; all only with an address to send to."""
    with canvas.optional(When.WITH_ALARMS):
        topic = canvas.add(sns.Topic("AlarmTopic", KmsMasterKeyId=keys.logs, Tags=tags()))
        canvas.add(
            sns.SubscriptionResource(
                "AlarmSubscription", TopicArn=Ref(topic), Protocol="email", Endpoint=Ref("AlarmEmail")
            )
        )
        canvas.add(
            sns.TopicPolicy(
                "AlarmTopicPolicy",
                Topics=[Ref(topic)],
                PolicyDocument=policy(
                    allow(
                        "PublishAlarms",
                        "sns:Publish",
                        Ref(topic),
                        string_equals(SOURCE_ACCOUNT, AccountId),
                        to=services("cloudwatch.amazonaws.com"),
                    ),
                    deny("DenyPlainHttp", "sns:Publish", Ref(topic), bool_(SECURE_TRANSPORT, False), to=anyone()),
                ),
            )
        )
