import { Breadcrumb, BreadcrumbItem, Button, Divider, Flex, FlexItem, PageSection, Text, TextContent } from "@libs/patternfly";
import type { ReactNode } from "react";
import { useConsole } from "./console";

interface PageProps {
  title: string;
  badge?: ReactNode;
  help?: ReactNode;
  actions?: ReactNode;
  /** Where the page lies: what is above it, and the address of that. */
  above?: { text: string; path: string[] };
  children: ReactNode;
}

/** A page with a heading as the console's own have. */
export const Page = ({ title, badge, help, actions, above, children }: PageProps) => {
  const { go } = useBound();
  return (
    <>
      <PageSection variant="light" className="tg-heading">
        {above && (
          <Breadcrumb className="pf-v5-u-mb-md">
            <BreadcrumbItem>
              <Button variant="link" isInline onClick={() => go(above.path)}>{above.text}</Button>
            </BreadcrumbItem>
            <BreadcrumbItem isActive>{title}</BreadcrumbItem>
          </Breadcrumb>
        )}
        <Flex justifyContent={{ default: "justifyContentSpaceBetween" }} alignItems={{ default: "alignItemsCenter" }}>
          <FlexItem>
            <TextContent>
              <Text component="h1" data-testid="view-header">{title} {badge}</Text>
            </TextContent>
          </FlexItem>
          {actions && <FlexItem>{actions}</FlexItem>}
        </Flex>
        {help && (
          <TextContent className="tg-help">
            <Text component="p">{help}</Text>
          </TextContent>
        )}
      </PageSection>
      <Divider />
      <PageSection variant="light" isFilled>{children}</PageSection>
    </>
  );
};

function useBound() {
  const context = useConsole();
  return { go: (path: string[]) => context.go(path) };
}
