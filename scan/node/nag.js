"use strict";
// Runs cdk-nag's packs over finished templates: node nag.js PACKAGES TEMPLATE… → {version, runs} as JSON. A run has the
// rules of a pack, what each looked at (the resources that concern it) for which controls, and its findings.
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

// A rule's words end with the controls that its pack maps it to.
function controlsOf(words) {
  const said = /\(Control IDs?: (.*)\)\.?\s*$/s.exec(words ?? "");
  return said ? said[1].split(/,\s*/) : [];
}

function listening(Pack, rules, looked) {
  const pack = new Pack(undefined, { verbose: true });
  const apply = pack.applyRule.bind(pack);
  pack.applyRule = (asked) => {
    const name = asked.ruleSuffixOverride ?? asked.rule.name;
    const rule = `${pack.readPackName}-${name}`;
    rules.add(rule);
    const ask = (node) => {
      const outcome = asked.rule(node);
      if (outcome !== nag.NagRuleCompliance.NOT_APPLICABLE) {
        looked.push({ rule, resource: node.node.path.split("/").pop(), controls: controlsOf(asked.info) });
      }
      return outcome;
    };
    apply({ ...asked, ruleSuffixOverride: name, rule: ask });
  };
  return pack;
}

function* scan(template) {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, "Template");
  new CfnInclude(stack, "It", { templateFile: template });
  for (const [name, Pack] of Object.entries(PACKS)) {
    const rules = new Set();
    const looked = [];
    const { violations } = listening(Pack, rules, looked).validateScope(app);
    const findings = violations.flatMap(({ ruleName, description, violatingResources }) =>
      violatingResources.map(({ constructPath }) => ({
        rule: ruleName,
        resource: constructPath.split("/").pop(),
        message: description,
        template,
      })),
    );
    yield { pack: name, rules: [...rules], looked: looked.map((each) => ({ ...each, template })), findings };
  }
}

const version = load("cdk-nag/package.json").version;
process.stdout.write(JSON.stringify({ version, runs: templates.flatMap((template) => [...scan(template)]) }));
