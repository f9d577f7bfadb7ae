import { executionRules } from './contract/executions.rules.js';
import { historyRules } from './contract/history.rules.js';
import { mapRunRules } from './contract/map-run.rules.js';
import { projectionRules } from './contract/projection.rules.js';
import { registryRules } from './contract/registry.rules.js';
import { ruleWith, type MakeSetting, type Rule } from './contract/rule.js';

/** What the API and the projector rely on, whichever database is behind it. */
export function viewsContract(make: MakeSetting): Rule[] {
  const rule = ruleWith(make);
  return [projectionRules, executionRules, historyRules, registryRules, mapRunRules].flatMap((rules) => rules(rule));
}
