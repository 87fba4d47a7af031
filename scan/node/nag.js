"use strict";
// Runs cdk-nag's packs over finished templates: node nag.js PACKAGES TEMPLATE… → {version, rules, findings} as JSON.
// PACKAGES is the folder that holds node_modules: the packages stay out of this tree.
const { createRequire } = require("node:module");
const path = require("node:path");

const [packages, ...templates] = process.argv.slice(2);
const load = createRequire(path.resolve(packages, "package.json"));
const { App, Stack } = load("aws-cdk-lib");
const { CfnInclude } = load("aws-cdk-lib/cloudformation-include");
const nag = load("cdk-nag");

const PACKS = {
  "AwsSolutions": nag.AwsSolutionsChecks,
  "NIST 800-53 R5": nag.NIST80053R5Checks,
  "HIPAA": nag.HIPAASecurityChecks,
  "PCI DSS": nag.PCIDSS321Checks,
};

function listening(Pack, rules) {
  const pack = new Pack(undefined, { verbose: true });
  const apply = pack.applyRule.bind(pack);
  pack.applyRule = (asked) => {
    rules.add(`${pack.readPackName}-${asked.ruleSuffixOverride ?? asked.rule.name}`);
    apply(asked);
  };
  return pack;
}

function* scan(template) {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, "Template");
  new CfnInclude(stack, "It", { templateFile: template });
  for (const [name, Pack] of Object.entries(PACKS)) {
    const rules = new Set();
    const { violations } = listening(Pack, rules).validateScope(app);
    const findings = violations.flatMap(({ ruleName, description, violatingResources }) =>
      violatingResources.map(({ constructPath }) => ({
        rule: ruleName,
        resource: constructPath.split("/").pop(),
        message: description,
        template,
      })),
    );
    yield { pack: name, rules: [...rules], findings };
  }
}

const version = load("cdk-nag/package.json").version;
process.stdout.write(JSON.stringify({ version, runs: templates.flatMap((template) => [...scan(template)]) }));
