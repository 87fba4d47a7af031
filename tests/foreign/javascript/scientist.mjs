// A data scientist's launch, with Amazon's SDK for JavaScript: `scientist.mjs ROLE SERIAL`; prints a line a step.
import {
  DescribeNotebookInstanceCommand,
  SageMakerClient,
  StopNotebookInstanceCommand,
  paginateListNotebookInstances,
  waitUntilNotebookInstanceStopped,
} from "@aws-sdk/client-sagemaker";
import {
  DescribeProductCommand,
  DescribeRecordCommand,
  ProvisionProductCommand,
  SearchProductsCommand,
  ServiceCatalogClient,
  TerminateProvisionedProductCommand,
} from "@aws-sdk/client-service-catalog";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";

const [RoleArn, SerialNumber] = process.argv.slice(2);
const sts = new STSClient({});
const asked = { RoleArn, RoleSessionName: "dana", SourceIdentity: "dana" };

async function refused(client, command) {
  try {
    await client.send(command);
    return "nothing";
  } catch (error) {
    return error.name;
  }
}

console.log("no second factor:", await refused(sts, new AssumeRoleCommand(asked)));
const { Credentials } = await sts.send(new AssumeRoleCommand({ ...asked, SerialNumber, TokenCode: "123456" }));
const credentials = {
  accessKeyId: Credentials.AccessKeyId,
  secretAccessKey: Credentials.SecretAccessKey,
  sessionToken: Credentials.SessionToken,
};
const catalog = new ServiceCatalogClient({ credentials });
const sagemaker = new SageMakerClient({ credentials });

async function ended({ RecordDetail }) {
  for (;;) {
    const record = await catalog.send(new DescribeRecordCommand({ Id: RecordDetail.RecordId }));
    if (["SUCCEEDED", "FAILED"].includes(record.RecordDetail.Status)) {
      return record;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const { ProductViewSummaries } = await catalog.send(new SearchProductsCommand({}));
console.log("offered:", ProductViewSummaries.map((one) => one.Name).join(" | "));
const product = await catalog.send(new DescribeProductCommand({ Id: ProductViewSummaries[0].ProductId }));
const answers = { NotebookName: "script", Environment: "churn-dev", Owner: "dana" };
const launched = {
  ProductId: ProductViewSummaries[0].ProductId,
  ProvisioningArtifactId: product.ProvisioningArtifacts[0].Id,
  ProvisionedProductName: "script",
  ProvisioningParameters: Object.entries(answers).map(([Key, Value]) => ({ Key, Value })),
};
const made = await ended(await catalog.send(new ProvisionProductCommand(launched)));
console.log("launched:", made.RecordDetail.Status);
console.log("again:", await refused(catalog, new ProvisionProductCommand(launched)));
const NotebookInstanceName = made.RecordOutputs.find((one) => one.OutputKey === "NotebookInstanceName").OutputValue;
const notebook = await sagemaker.send(new DescribeNotebookInstanceCommand({ NotebookInstanceName }));
console.log("notebook:", NotebookInstanceName, notebook.RootAccess, notebook.DirectInternetAccess);
const others = new DescribeNotebookInstanceCommand({ NotebookInstanceName: "ds-fraud-dev-danas" });
console.log("another environment's:", await refused(sagemaker, others));
let seen = 0;
for await (const page of paginateListNotebookInstances({ client: sagemaker, pageSize: 1 }, {})) {
  seen += page.NotebookInstances.length;
}
console.log("listed:", seen);
await sagemaker.send(new StopNotebookInstanceCommand({ NotebookInstanceName }));
const patience = { client: sagemaker, maxWaitTime: 60, minDelay: 0.1, maxDelay: 0.2 };
console.log("stopped:", (await waitUntilNotebookInstanceStopped(patience, { NotebookInstanceName })).state);
const end = new TerminateProvisionedProductCommand({ ProvisionedProductName: "script" });
console.log("terminated:", (await ended(await catalog.send(end))).RecordDetail.Status);
