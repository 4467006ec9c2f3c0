// Holds the fixtures of the jira connector against the schemas of jira.js, which its authors derive from
// Atlassian's API descriptions. With AUDIT_SCHEMAS=true these are strict: a key or a word that the
// description does not have is an error, which is what makes this a check of the fixtures at all.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import * as cloud from 'jira.js/cloud';
import * as serviceDesk from 'jira.js/serviceDesk';

if (process.env.AUDIT_SCHEMAS !== 'true') {
  console.error('Set AUDIT_SCHEMAS=true, or run npm test: without it every object would pass.');
  process.exit(2);
}

const folder = new URL('../../providers/connectors/src/test/resources/jira/', import.meta.url);

const checks = [
  ['cloud/issue', '', cloud.IssueSchema],
  ['cloud/issue', '/fields/issuetype', cloud.IssueTypeDetailsSchema],
  ['cloud/issue', '/fields/project', cloud.ProjectDetailsSchema],
  ['cloud/issue', '/fields/status', cloud.StatusDetailsSchema],
  ['cloud/issue', '/fields/reporter', cloud.UserDetailsSchema],
  ['cloud/issue', '/fields/customfield_10050', cloud.UserDetailsSchema],
  ['cloud/issue', '/fields/customfield_10051', cloud.DocumentSchema],
  ['cloud/issue', '/fields/description', cloud.DocumentSchema],
  ['cloud/issue', '/fields/customfield_10010/requestType', serviceDesk.RequestTypeSchema],
  ['cloud/issue', '/fields/customfield_10010/currentStatus', serviceDesk.CustomerRequestStatusSchema],
  ['cloud/approvals', '', serviceDesk.PagedApprovalSchema],
  ['cloud/comment-internal', '', serviceDesk.CommentSchema],
  ['cloud/myself', '', cloud.DashboardUserSchema],
  ['cloud/server-info', '', cloud.ServerInformationSchema],
  ['cloud/search-page-1', '', cloud.SearchAndReconcileResultsSchema],
  ['cloud/search-page-2', '', cloud.SearchAndReconcileResultsSchema],
  ['cloud/permissions', '', cloud.PermissionsSchema],
  ['cloud/permissions', '/permissions/BROWSE_PROJECTS', cloud.UserPermissionSchema],
  ['cloud/permissions', '/permissions/SERVICEDESK_AGENT', cloud.UserPermissionSchema],
  ['cloud/project', '', cloud.ProjectSchema],
  ['cloud/statuses', '', z.array(cloud.IssueTypeWithStatusSchema)],
  ['cloud/fields', '', z.array(cloud.FieldDetailsSchema)],
  // jira.js has no Data Center. Its schemas of Service Management know that people have names and keys there.
  ['datacenter/approvals', '', serviceDesk.PagedApprovalSchema],
  ['datacenter/search-page-1', '', cloud.SearchResultsSchema],
  ['datacenter/search-page-2', '', cloud.SearchResultsSchema],
];

function at(tree, pointer) {
  return pointer.split('/').slice(1).reduce((node, name) => node[name], tree);
}

let wrong = 0;
for (const [fixture, pointer, schema] of checks) {
  const tree = JSON.parse(readFileSync(fileURLToPath(new URL(`${fixture}.json`, folder)), 'utf8'));
  const value = at(tree, pointer);
  const result = schema.safeParse(value);
  if (value === undefined || !result.success) {
    wrong += 1;
    console.error(`${fixture}${pointer}: ${value === undefined ? 'not there' : z.prettifyError(result.error)}`);
  }
}

// A check that could not fail would say nothing.
const broken = JSON.parse(readFileSync(fileURLToPath(new URL('cloud/approvals.json', folder)), 'utf8'));
broken.values[0].finalDecision = 'perhaps';
broken.values[0].invented = true;
if (serviceDesk.PagedApprovalSchema.safeParse(broken).success) {
  wrong += 1;
  console.error('A fixture with an invented key and decision passed.');
}

console.log(`${checks.length - wrong} of ${checks.length} parts of the fixtures agree with jira.js.`);
process.exitCode = wrong === 0 ? 0 : 1;
