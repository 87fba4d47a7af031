"""What an offer adds by constraints: rules are asked, topics are told, tags may be updated where it says so."""

from __future__ import annotations

import pytest

from tests.e2e.test_own_launch_role import OFFER, add_product
from tests.e2e.world import World

pytestmark = pytest.mark.slow

TOPIC = "arn:aws:sns:eu-west-1:111122223333:launches"
CONSTRAINED = f"""\
      - use: setting
        offer: {{ current: "1.0.0" }}
        tag-updates: true
        notify: {TOPIC}
        rules:
          NoSecrets:
            Assertions:
              - Assert: {{ "Fn::Not": [{{ "Fn::Equals": [{{ Ref: Value }}, secret] }}] }}
                AssertDescription: A setting is no secret
    access:
"""


def tag(person: World, value: str) -> tuple[int, str]:
    """Update a tag of what was launched, with the AWS CLI."""
    done = person.aws(
        *("servicecatalog", "update-provisioned-product", "--provisioned-product-name", "mine"),
        *("--tags", f"Key=Team,Value={value}"),
        *("--provisioning-parameters", "Key=Value,UsePreviousValue=true"),
    )
    return done.code, done.text


def test_rules_topics_and_tag_updates_are_published_and_hold(catalog: World) -> None:
    add_product(catalog)
    catalog.edit(OFFER, CONSTRAINED)
    catalog.build("plan").ended(1).said("PLN671", f"the topic {TOPIC} is not there", "aws sns create-topic")
    catalog.build("apply", "--allow", "broadens").ended(4).said("PLN610")
    catalog.ask("sns", "create-topic", "--name", "launches")
    catalog.build("plan").ended(0).said(
        f"+ notification constraint on setting: {TOPIC}",
        "+ tag update constraint on setting: tags may be updated",
        "A setting is no secret",
    )
    catalog.build("apply", "--allow", "broadens").ended(0)
    catalog.build("plan").ended(0).said("No changes.")
    catalog.build("drift").ended(0)

    dana = catalog.as_scientist("dana")
    dana.build("launch", "setting", "--name", "secret", "--set", "Value=secret").said("A setting is no secret")
    dana.build("terminate", "secret", "--yes")
    dana.build("launch", "setting", "--name", "mine", "--set", "Value=one").ended(0)
    said = "".join(catalog.control("GET", f"messages?topic={TOPIC}"))
    assert "ResourceType='AWS::SSM::Parameter'" in said
    assert "ResourceStatus='CREATE_COMPLETE'" in said
    assert tag(dana, "churn")[0] == 0

    catalog.edit("        tag-updates: true\n", "")
    catalog.edit("A setting is no secret", "Choose another setting")
    catalog.build("plan").ended(0).said("- tag update constraint on setting", "BREAKS USERS", "rule NoSecrets")
    catalog.build("apply", "--allow", "breaks-users", "--allow", "broadens").ended(0)
    catalog.build("plan").ended(0).said("No changes.")
    code, text = tag(dana, "else")
    assert (code != 0, "Tag updates are not allowed" in text) == (True, True)
    dana.build("terminate", "mine", "--yes").ended(0)


def test_a_tag_option_of_a_product_is_asked_for_and_tags_what_is_launched(catalog: World) -> None:
    add_product(catalog)
    written = catalog.project / "products/setting/product.yaml"
    title = written.read_text(encoding="utf-8")
    written.write_text(
        f'{title}tag-options: {{ CostCenter: ["1001", "1002"], Stage: [dev, test] }}\n', encoding="utf-8"
    )
    catalog.build("plan").ended(0).said("+ tag option CostCenter=1001", "+ tag option Stage=test")
    catalog.build("apply", "--allow", "broadens").ended(0)
    catalog.build("plan").ended(0).said("No changes.")

    dana = catalog.as_scientist("dana")
    assert "CostCenter" not in dana.build("show", "setting").ended(0).said("--tag Stage: one of dev, test").text
    launch = ("launch", "setting", "--name", "mine", "--set", "Value=one")
    dana.build(*launch).ended(1).said("AWS718", "the tag `Stage` needs a value: one of dev, test", "--tag Stage=dev")
    dana.build(*launch, "--tag", "Stage=prod").ended(1).said("AWS719")
    dana.build(*launch, "--tag", "Stage").ended(1).said("AWS716")
    dana.build(*launch, "--tag", "Stage=test").ended(0)
    stacks = catalog.ask("cloudformation", "describe-stacks")["Stacks"]
    (tags,) = ([(tag["Key"], tag["Value"]) for tag in each["Tags"]] for each in stacks if "SC-" in each["StackName"])
    assert {("Stage", "test"), ("CostCenter", "1001")} <= {*tags}
    dana.build("terminate", "mine", "--yes").ended(0)

    written.write_text(f'{title}tag-options: {{ CostCenter: ["9"] }}\n', encoding="utf-8")
    catalog.build("check").ended(1).said("PF272", "no value of `CostCenter` is left to choose")
    written.write_text(title, encoding="utf-8")
    catalog.build("plan").ended(0).said("- tag option Stage=dev", "- tag option CostCenter=1002")
    catalog.build("apply").ended(0)
    catalog.build("plan", "--deep").ended(0).said("No changes.")
