"""AWS::SSM::Document: made, a new version in place, and gone; what is replaced is refused by name."""

from __future__ import annotations

from embedded_aws.embedded import Embedded
from tests.embedded_aws.cloudformation.stacks import Stacks

TEMPLATE = """
Parameters: {Name: {Type: String, Default: /ds/one}, Method: {Type: String, Default: NewVersion}}
Resources:
  Document:
    Type: AWS::SSM::Document
    Properties:
      Name: ds-look
      DocumentType: Automation
      TargetType: /AWS::SSM::Parameter
      UpdateMethod: !Ref Method
      Tags: [{Key: Setting, Value: !Ref Name}]
      Content:
        schemaVersion: "0.3"
        mainSteps:
          - name: Look
            action: aws:executeAwsApi
            inputs: {Service: ssm, Api: GetParameter, Name: !Ref Name}
Outputs: {Document: {Value: !Ref Document}}
"""


def test_a_document_lives_with_its_stack(aws: Embedded, stacks: Stacks) -> None:
    client = aws.client("ssm")
    assert stacks.create("documents", TEMPLATE) == "CREATE_COMPLETE"
    assert stacks.outputs("documents") == {"Document": "ds-look"}
    assert client.describe_document(Name="ds-look")["Document"]["TargetType"] == "/AWS::SSM::Parameter"
    assert stacks.update("documents", TEMPLATE, {"Name": "/ds/two"}) == "UPDATE_COMPLETE"
    assert client.describe_document(Name="ds-look")["Document"]["DefaultVersion"] == "2"
    tags = client.list_tags_for_resource(ResourceType="Document", ResourceId="ds-look")["TagList"]
    assert {"Key": "Setting", "Value": "/ds/two"} in tags
    changed = {"Name": "/ds/three", "Method": "Replace"}
    assert stacks.update("documents", TEMPLATE, changed) == "UPDATE_ROLLBACK_COMPLETE"
    assert "UpdateMethod is not NewVersion is not part" in stacks.reason("documents", "Document", "UPDATE_FAILED")
    assert stacks.delete("documents") == "DELETE_COMPLETE"
    assert client.list_documents()["DocumentIdentifiers"] == []
