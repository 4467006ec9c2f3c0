import { EmptyState, EmptyStateActions, EmptyStateBody, EmptyStateFooter, EmptyStateHeader, EmptyStateIcon, SearchIcon } from "@libs/patternfly";
import type { ReactNode } from "react";

/** Says why there is nothing, and what to do first. */
export const Nothing = ({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) => (
  <EmptyState data-testid="empty-state">
    <EmptyStateHeader titleText={title} headingLevel="h2" icon={<EmptyStateIcon icon={SearchIcon} />} />
    {children && <EmptyStateBody>{children}</EmptyStateBody>}
    {action && (
      <EmptyStateFooter>
        <EmptyStateActions>{action}</EmptyStateActions>
      </EmptyStateFooter>
    )}
  </EmptyState>
);
