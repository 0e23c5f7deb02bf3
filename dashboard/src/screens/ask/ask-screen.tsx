import { useQuery } from '@tanstack/react-query';
import type { QueryType } from '@sallyport/client';
import { useState, type ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components/Tabs';
import { useLocation } from 'wouter';
import { ScreenHead } from '../../parts/panel';
import { Loaded, Nothing } from '../../parts/states';
import { useSession } from '../../session/session';
import { AnalyticsAsk } from './analytics/analytics-ask';
import './ask.css';
import { QuestionAsk } from './question/question-ask';

/** The tab of the free question. No query type is called so. */
const FREE = 'go-on';

/** A playground for everything that may be asked. `/ask/mrr_analysis` is a type, `/ask/go-on/<id>` a conversation. */
export function AskScreen(): ReactNode {
  const { client, me, may } = useSession();
  const types = useQuery({ queryKey: ['query-types'], queryFn: () => client.queryTypes() });
  const mayAskFreely = may({ role: 'member', writes: true });
  return (
    <>
      <ScreenHead title="Ask" lead="Put a question through the gateway, as your role may." />
      <Loaded query={types} what="what may be asked">
        {({ data }) => (
          <AskTabs types={data.filter(({ roles }) => roles.includes(me.role))} mayAskFreely={mayAskFreely} />
        )}
      </Loaded>
    </>
  );
}

interface AskTabsProps {
  readonly types: readonly QueryType[];
  readonly mayAskFreely: boolean;
}

function AskTabs({ types, mayAskFreely }: AskTabsProps): ReactNode {
  const [address, navigate] = useLocation();
  const [, , place, chainId] = address.split('/');
  // Another tab has another address; who comes back goes on with the same conversation.
  const [goesOn, setGoesOn] = useState(chainId);
  const isFree = place === undefined || place === FREE;
  if (isFree && goesOn !== chainId) setGoesOn(chainId);
  const keys = [...(mayAskFreely ? [FREE] : []), ...types.map(({ id }) => id)];
  const [first] = keys;
  if (first === undefined) {
    return (
      <Nothing title="There is nothing that you may ask">
        <p>An administrator can give your user another role, or register a query for it.</p>
      </Nothing>
    );
  }
  return (
    <Tabs
      className="ask-tabs"
      selectedKey={keys.find((key) => key === place) ?? first}
      onSelectionChange={(key) => {
        const free = goesOn === undefined ? '/ask' : `/ask/${FREE}/${goesOn}`;
        navigate(key === FREE ? free : `/ask/${String(key)}`, { replace: true });
      }}
    >
      <TabList className="tabs-list" aria-label="What to ask">
        {mayAskFreely && (
          <Tab id={FREE} className="tab">
            Free question
          </Tab>
        )}
        {types.map(({ id, title }) => (
          <Tab key={id} id={id} className="tab">
            {title}
          </Tab>
        ))}
      </TabList>
      {/* What was typed in one stays while another is open. */}
      {mayAskFreely && (
        <TabPanel id={FREE} className="ask-panel" shouldForceMount>
          <QuestionAsk chainId={goesOn} />
        </TabPanel>
      )}
      {types.map((type) => (
        <TabPanel key={type.id} id={type.id} className="ask-panel" shouldForceMount>
          <AnalyticsAsk type={type} />
        </TabPanel>
      ))}
    </Tabs>
  );
}
