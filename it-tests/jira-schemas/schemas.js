// Writes the schemas of jira.js, which its authors derive from Atlassian's API descriptions, as JSON Schemas for the
// test JiraSchemasTest. With AUDIT_SCHEMAS=true they are strict: a key or a word that the description does not have is
// an error, which is what makes them a check of the fixtures at all.
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import * as cloud from 'jira.js/cloud';
import * as serviceDesk from 'jira.js/serviceDesk';

if (process.env.AUDIT_SCHEMAS !== 'true') {
  console.error('Set AUDIT_SCHEMAS=true, or run npm start: without it every object would pass.');
  process.exit(2);
}

const folder = new URL('../../providers/connectors/src/test/resources/jira/schemas/', import.meta.url);

const schemas = {
  CustomerRequestStatus: serviceDesk.CustomerRequestStatusSchema,
  Comment: serviceDesk.CommentSchema,
  DashboardUser: cloud.DashboardUserSchema,
  Document: cloud.DocumentSchema,
  FieldDetails: cloud.FieldDetailsSchema,
  Issue: cloud.IssueSchema,
  IssueTypeDetails: cloud.IssueTypeDetailsSchema,
  IssueTypeWithStatus: cloud.IssueTypeWithStatusSchema,
  PagedApproval: serviceDesk.PagedApprovalSchema,
  Permissions: cloud.PermissionsSchema,
  Project: cloud.ProjectSchema,
  ProjectDetails: cloud.ProjectDetailsSchema,
  RequestType: serviceDesk.RequestTypeSchema,
  SearchAndReconcileResults: cloud.SearchAndReconcileResultsSchema,
  SearchResults: cloud.SearchResultsSchema,
  ServerInformation: cloud.ServerInformationSchema,
  StatusDetails: cloud.StatusDetailsSchema,
  UserDetails: cloud.UserDetailsSchema,
  UserPermission: cloud.UserPermissionSchema,
};

for (const name of readdirSync(folder)) {
  rmSync(new URL(name, folder));
}
for (const [name, schema] of Object.entries(schemas)) {
  const options = {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, path }) => {
      if (['custom', 'date', 'transform'].includes(zodSchema._zod.def.type)) {
        console.log(`${name} ${path.join('/')}: ${zodSchema._zod.def.type}, of which a JSON Schema says nothing`);
      }
    },
  };
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(z.toJSONSchema(schema, options), null, 1)}\n`);
}
