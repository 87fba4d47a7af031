// A stack, its change, its failure and its end; a portfolio and a product. Prints a line a step.
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
  ValidateTemplateCommand,
  paginateDescribeStackEvents,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from "@aws-sdk/client-cloudformation";
import {
  CreatePortfolioCommand,
  DeletePortfolioCommand,
  DescribePortfolioCommand,
  ServiceCatalogClient,
} from "@aws-sdk/client-service-catalog";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

const cloudformation = new CloudFormationClient({});
const catalog = new ServiceCatalogClient({});
const patience = { client: cloudformation, maxWaitTime: 60, minDelay: 0.1, maxDelay: 0.2 };
const StackName = "javascripts";

function template(type, properties) {
  const Resources = { One: { Type: type, Properties: properties } };
  return JSON.stringify({ Resources, Outputs: { Name: { Value: { Ref: "One" } } } });
}

async function refused(client, command) {
  try {
    await client.send(command);
    return "nothing";
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
}

const identity = await new STSClient({}).send(new GetCallerIdentityCommand({}));
console.log("caller:", identity.Arn);

const good = template("AWS::SSM::Parameter", { Name: "/javascripts/one", Type: "String", Value: "1" });
await cloudformation.send(new CreateStackCommand({ StackName, TemplateBody: good }));
const made = await waitUntilStackCreateComplete(patience, { StackName });
console.log("made:", made.state, made.reason.Stacks[0].Outputs[0].OutputValue);
console.log("again:", await refused(cloudformation, new CreateStackCommand({ StackName, TemplateBody: good })));
console.log("the same:", await refused(cloudformation, new UpdateStackCommand({ StackName, TemplateBody: good })));
const bad = template("AWS::RDS::DBInstance", {});
console.log("not offered:", await refused(cloudformation, new UpdateStackCommand({ StackName, TemplateBody: bad })));
console.log("no template:", await refused(cloudformation, new ValidateTemplateCommand({ TemplateBody: "Resources: [" })));
let events = 0;
for await (const page of paginateDescribeStackEvents({ client: cloudformation }, { StackName })) {
  events += page.StackEvents.length;
}
console.log("events:", events);
await cloudformation.send(new DeleteStackCommand({ StackName }));
console.log("gone:", (await waitUntilStackDeleteComplete(patience, { StackName })).state);
console.log("unknown:", await refused(cloudformation, new DescribeStacksCommand({ StackName })));

const named = { DisplayName: "By JavaScript", ProviderName: "Nobody" };
const { PortfolioDetail } = await catalog.send(new CreatePortfolioCommand(named));
console.log("portfolio:", PortfolioDetail.DisplayName, PortfolioDetail.CreatedTime instanceof Date);
await catalog.send(new DeletePortfolioCommand({ Id: PortfolioDetail.Id }));
const missing = await refused(catalog, new DescribePortfolioCommand({ Id: PortfolioDetail.Id }));
console.log("no portfolio:", missing.replace(PortfolioDetail.Id, "ID"));
