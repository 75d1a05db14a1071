import { toCountedNoun } from './english-plurals.ts'
import type { Texts } from './texts-type.ts'

const channels: Texts['channels'] = {
  web: 'Web',
  app: 'App',
  wechat: 'WeChat',
  weibo: 'Weibo',
  phone: 'Phone',
  rest: 'REST API',
  wecom: 'WeCom',
}

export const en: Texts = {
  found: 'Customer',
  unknownTitle: 'New or unlinked visitor',
  unknownHint: 'Identity unknown',
  unknownSteps: [
    'Don’t share any account details until you know who this is.',
    'Ask for an order number, or the account’s phone number or email address.',
    'Look up the account in your back office.',
  ],
  severalTitle: (count) => `${String(count)} customers match`,
  severalHint: 'This visitor ID is linked to more than one customer, so no orders are shown.',
  severalSteps: [
    'Don’t share any account details until you know who this is.',
    'Ask for an order number or the account’s email address, and check it in your back office.',
    'Ask your administrator to link this visitor ID to one customer only.',
  ],
  severalUncounted: 'More than one customer may match',
  channelUncertain:
    'Channel unknown: this visitor ID may be someone else’s. Before sharing details, ask where they are writing from, and for an order number, phone or email.',
  candidates: 'Possible customers',
  allOf: (count) => ['', '', 'Both', 'All three', 'All four', 'All five'][count] ?? `All ${String(count)}`,
  search: {
    label: 'Find the customer',
    other: 'Find someone else',
    hint: 'Order or customer no., phone, email or name',
    button: 'Search',
    notThem: 'Not them?',
    fromSite: 'From the site, not verified',
    searchFor: (value) => `Search for ${value}`,
    title: (count) => (count === 1 ? '1 customer' : `${String(count)} customers`),
    kinds: { email: 'email', phone: 'phone', number: 'number', name: 'name' },
    or: ' or ',
    by: (kinds) => `by ${kinds}`,
    nobody: 'No customer found',
    nobodyHint: 'Check the spelling, or ask for an order number or the account’s email address.',
    refused: {
      short: {
        heading: 'Too short',
        hint: 'Type at least 4 digits of a number, 3 letters of a name, or a whole email address.',
      },
      late: { heading: 'Too many matches', hint: 'Type more, so that fewer customers match.' },
      failed: {
        heading: 'The search failed',
        hint: 'Send your administrator the reference below.',
      },
    },
    mayBeMore: 'There may be more matches. Type more to narrow them down.',
    askDetail: 'Ask for a detail that only one of them knows, such as the last order or the email address.',
    open: 'Open',
    openNamed: (name) => `Open ${name}`,
    counted: (count, label) => {
      const noun = toCountedNoun(label, count === '1')
      return noun === null ? null : `${count} ${noun}`
    },
    steps: [
      'Don’t share any account details until you know who this is.',
      'Ask for an order number, or the account’s phone number or email address, and search for it.',
    ],
    claim: 'The site says this is the customer below, but has not proved it.',
    openedByHand: 'Opened by hand',
    back: 'Back',
  },
  signIn: {
    title: 'Sign in to see customers',
    lead: 'Once per shift. This pane then opens by itself.',
    button: 'Sign in',
    window: 'Opens a small window and comes back here.',
    noWindow: 'No window? Use a code',
    openAddress: 'Open this address in any tab of this browser:',
    pasteCode: 'Paste the code that it shows',
    submit: 'Continue',
    notices: {
      code: 'The code is older than 30 seconds, was used before, or was made for another page. Please sign in again.',
      out: 'You are signed out here. You may still be signed in at the company’s sign-in service.',
    },
    codeTitle: 'Your code',
    codeHint: 'Copy it, and paste it into the customer pane within 30 seconds.',
    code: 'Code',
    codeWarning: 'Don’t paste it anywhere else or send it to anyone: whoever has it can sign in as you.',
    newCode: 'Get a new code',
    done: 'You are signed in',
    doneSteps: ['Switch to another conversation and back: the customer is shown then.'],
    next: 'Show the customer',
    signedInAs: 'Signed in as',
    signOut: 'Sign out',
  },
  link: {
    notLinked: (nickname, customer) =>
      `This visitor${nickname === null ? '' : ` (“${nickname}”)`} is not linked to ${customer}.`,
    label: 'Link',
    done: 'Linked. Next time this visitor writes, the customer is shown at once.',
    byYou: 'Linked by you',
    now: 'just now',
    by: (source, name) => `Linked by ${source === 'proof' ? 'proof' : (name ?? 'an agent')}`,
    kept: (by, day) => (day === null ? by : `${by}, ${day}`),
    link: 'Link this visitor',
    undo: 'Undo',
    undoLater: 'Undo the link',
    confirmLink: (visitor, customer) =>
      `Link this visitor (“${visitor}”) to ${customer}? From then on, every agent sees this customer when the visitor writes.`,
    confirmUndo: (visitor, customer) => `Undo the link of this visitor (“${visitor}”) to ${customer}?`,
    doLink: 'Link',
    doUndo: 'Undo the link',
    taken: 'Not linked: in the meantime, this visitor was linked to another customer, who is shown here.',
    gone: 'Not linked: in the meantime, this customer was deleted.',
    changed: 'Nothing was undone: the link has changed in the meantime.',
  },
  identity: {
    proved: 'Identity proved',
    linked: 'Linked by ID',
    notProved: 'not proved',
    several: 'Linked to more than one customer',
    replaced: (name) => `This visitor was linked to ${name} before: people share browsers.`,
    conflict: 'Proof and link disagree',
    conflictTitle: 'Not sure who this is',
    failed: 'Proof failed',
    expired: 'Proof expired',
    provedUnknown:
      'The proof is valid, but no customer has the number in it. Look up the account in your back office.',
    failures: {
      bad_signature:
        'The proof was not signed by the shop. Don’t share any account details until you know who this is.',
      expired: (time) => `The proof of ${time} has expired; ask the customer to reload the shop.`,
      not_yet_valid:
        'The proof is not valid yet: the shop’s clock or this server’s is wrong. Tell your administrator.',
      too_long_lived: 'The proof is valid for longer than is allowed here. Tell your administrator.',
      wrong_visitor:
        'The proof belongs to another visitor. Don’t share any account details until you know who this is.',
      wrong_audience: 'The proof is meant for another service. Tell your administrator.',
      wrong_algorithm:
        'The proof is signed with an algorithm that is not allowed here. Tell your administrator.',
      malformed: 'The proof cannot be read. Tell your administrator.',
      undecryptable:
        'The proof cannot be decrypted: the key here differs from the console’s. Tell your administrator.',
      sent_more_than_once: 'More than one proof was sent, so none of them counts. Tell your administrator.',
    },
    conflictHint:
      'The shop’s proof names one customer, and this visitor ID is linked to another. No orders are shown until you know who is writing.',
    conflictNobody:
      'No customer has the number in the shop’s proof, and this visitor ID is linked to the customer below. No orders are shown until you know who is writing.',
    conflictSteps: [
      'Don’t share any account details until you know who this is.',
      'Ask who is writing: people in one household may share a browser.',
    ],
    locked: 'needs proof',
    nameOnly:
      'Not proved, so only the name is shown. Ask the customer to sign in to the shop and write from there.',
  },
  contact: 'Contact',
  details: 'Profile',
  advice: 'Before you share account details',
  forAdmin: 'For administrators',
  channel: 'Channel',
  channels,
  visitorId: 'Visitor ID',
  customerId: 'Internal ID',
  nickname: 'Nickname',
  description: 'Description',
  channelName: 'Entry',
  sent: 'Sent by the site, not verified',
  known: 'What is known',
  undecryptable: 'cannot be decrypted',
  cut: 'cut off by the app',
  reservedName: 'sent by the site under a name that the console uses',
  encryptedId: 'encrypted by the console, which this server does not expect: tell your administrator',
  notRead: (count) => `${String(count)} more, not read`,
  reasons: {
    not_hex_or_base64: 'neither hex nor Base64: sent unencrypted?',
    odd_length: 'hex of odd length',
    not_whole_blocks: 'not whole 8-byte blocks',
    wrong_key: 'wrong key, or damaged',
    not_text: 'the result is not text',
  },
  panel: {
    empty: 'None',
    late: (title) => `${title} did not load in time.`,
    failed: (title) => `${title} could not be loaded.`,
  },
  more: (count, title) => {
    const noun = toCountedNoun(title.split(' ').at(-1) ?? '', count === 1)
    return `${String(count)} more${noun === null ? '' : ` ${noun}`}`
  },
  rowDetails: 'Details',
  notShown: (count) => `${String(count)} more, not shown`,
  moreThan: (count) => `more than ${String(count)} more, not shown`,
  copy: 'Copy',
  copied: 'Copied',
  copyByHand: 'Press Ctrl+C',
  expired: 'Expired: reload',
  menu: 'More',
  copyReply: (label) => `Copy as message: ${label}`,
  show: 'Show',
  hide: 'Hide',
  reason: 'Reason to show',
  chooseReason: 'Choose…',
  yes: 'Yes',
  no: 'No',
  none: '–',
  overdue: 'Overdue',
  noEnd: 'No end',
  noStart: 'No start',
  colon: ': ',
  semicolon: '; ',
  requestId: 'Request',
  reference: 'Ref',
  shownAt: 'As of',
  reload: 'Reload',
  badges: {
    pending: 'Pending',
    processing: 'Processing',
    shipped: 'Shipped',
    delivered: 'Delivered',
    cancelled: 'Cancelled',
    refunded: 'Refunded',
    paid: 'Paid',
    unpaid: 'Unpaid',
    ...channels,
    unknown: 'Unknown',
  },
  problems: {
    missing: 'is missing',
    different_values: 'was sent more than once, with different values',
    too_long: 'is too long',
    name_too_long: 'has too long a name',
    too_many: 'has too many parameters',
    control_characters: 'contains control characters',
    not_utf8: 'is not valid UTF-8',
  },
  wholeQuery: 'The query',
  parameter: 'Parameter',
  problem: 'Problem',
  exampleHint: 'The console calls this page with at least the visitor’s ID:',
  errors: {
    bad_parameters: {
      title: 'Wrong parameters',
      message: 'The request was incomplete or contradictory, so no customer was looked up.',
      steps: [
        'Switch to another conversation and back. If you see this again, send your administrator the request number below.',
      ],
      admin: [
        'The console adds the parameters itself: the address set there for this window must end before any “?”.',
      ],
    },
    visitor_undecryptable: {
      title: 'Visitor ID cannot be decrypted',
      message: 'All parameters should arrive encrypted here, so no customer was looked up.',
      steps: ['Send your administrator the request number below.'],
      admin: [
        'The key: HYPHENATE_DES_KEY must be the console’s key. Its first 8 characters count.',
        'The mode: HYPHENATE_ENCRYPTION is “all” here. If the console sends built-in parameters unencrypted, set it to “custom”.',
        'The console: “also encrypt built-in parameters” must be on for this window.',
      ],
    },
    bad_request: {
      title: 'Bad request',
      message: 'The request cannot be read.',
      steps: ['Switch to another conversation and back, or correct the address.'],
    },
    not_found: {
      title: 'Page not found',
      message: 'There is no page at this address.',
      steps: ['Ask your administrator to check the address of this window.'],
      admin: [
        'The address in the console’s settings must be this server’s, including the secret part and the name of the window (if any) and the final “/”.',
      ],
    },
    wrong_host: {
      title: 'Host name not allowed',
      message: 'The server does not serve pages under this host name.',
      steps: ['Send your administrator the request number below.'],
      admin: [
        'Add the name in the address bar to ALLOWED_HOSTS and restart the server.',
        'A proxy must pass the “Host” header on unchanged.',
      ],
    },
    reason_required: {
      title: 'Choose a reason',
      message: 'Masked values are shown only for a reason from the list.',
      steps: ['Go back, choose a reason, and show the value again.'],
      admin: ['The form field “reason” must contain a key of REVEAL_REASONS.'],
    },
    reveal_expired: {
      title: 'This page has expired',
      message: '“Show” works for 15 minutes, and only while the value stays the same.',
      steps: ['Switch to another conversation and back, then choose “Show” again.'],
    },
    link_unavailable: {
      title: 'The link cannot be changed',
      message: 'The database accepts no changes at the moment. Customers can still be looked up.',
      steps: [
        'Try again in a moment: nothing is linked twice. If you see this again, tell your administrator.',
      ],
      admin: ['The command “check” names what is missing for DATABASE_WRITE_URL.'],
    },
    link_expired: {
      title: 'This page has expired',
      message: '“Link” and “Undo” work for 15 minutes.',
      steps: ['Switch to another conversation and back, then try again.'],
    },
    window_gone: {
      title: 'This window no longer exists',
      message: 'The page was open in a window that has been removed from this server, or renamed.',
      steps: [
        'Switch to another conversation and back. If you see this again, send your administrator the request number below.',
      ],
      admin: [
        'In the console’s settings, remove the window or correct its address: it must end with the name of a folder in “panels” and a “/”.',
      ],
    },
    cross_site_request: {
      title: 'Sent from another site',
      message: 'This server accepts forms from its own pages only.',
      steps: ['Switch to another conversation and back, then try again there.'],
    },
    proof_required: {
      title: 'Identity not proved',
      message: 'Masked values can be shown only when the shop has proved who the customer is.',
      steps: [
        'Ask the customer to sign in to the shop and write from there, then switch to another conversation and back.',
      ],
    },
    role_required: {
      title: 'Not for your role',
      message: 'Your account may not do this. Nothing was shown or changed.',
      steps: ['If you need this for your work, ask your administrator, and then sign in again.'],
    },
    sign_in_required: {
      title: 'Sign in to see customers',
      message: 'Nobody is signed in here, or the session has ended.',
      steps: ['Open the page in the console, and sign in there.'],
    },
    sign_in_unavailable: {
      title: 'Sign-in is not available',
      message: 'The company’s sign-in service is not responding as it should. The chat is not affected.',
      steps: [
        'Try again in a moment.',
        'If this continues, send your administrator the request number below. They should check OIDC_ISSUER, and that this server can reach it.',
      ],
    },
    sign_in_refused: {
      title: 'Not signed in',
      message: 'The company’s sign-in service did not let you in, or the sign-in was cancelled.',
      steps: [
        'Close this window, switch to another conversation and back, and sign in again.',
        'If you should have access, ask your administrator.',
      ],
    },
    sign_in_expired: {
      title: 'This sign-in has expired',
      message: 'It took longer than 10 minutes, was used before, or another one was started in this browser.',
      steps: ['Close this window, switch to another conversation and back, and sign in again.'],
    },
    method_not_allowed: {
      title: 'Method not allowed',
      message: 'This address does not accept the request’s method.',
      steps: ['Switch to another conversation and back.'],
    },
    too_many_requests: {
      title: 'Too many requests',
      message: 'More pages were requested than are allowed per minute.',
      steps: ['If you see this again, send your administrator the request number below.'],
      admin: [
        'Raise RATE_LIMIT_PER_MINUTE if this is normal work: a whole call centre may share one address.',
      ],
    },
    too_many_searches: {
      title: 'Too many searches',
      message: 'There were too many searches, or too many that found nobody.',
      steps: [
        'Wait a few minutes, then switch to another conversation and back, and search again. The chat is not affected.',
      ],
      admin: [
        'Raise SEARCH_LIMIT_PER_MINUTE if this is normal work.',
        'Behind a proxy, TRUST_PROXY must be set, or all agents count as one.',
      ],
    },
    search_expired: {
      title: 'This page has expired',
      message: 'Search results expire after an hour.',
      steps: ['Switch to another conversation and back, then search again.'],
    },
    overloaded: {
      title: 'Busy at the moment',
      message: 'The customer could not be looked up in time. The chat is not affected.',
      steps: ['If this lasts for more than a minute, send your administrator the request number below.'],
    },
    audit_unavailable: {
      title: 'The audit log cannot be written',
      message: 'No customer is shown while views cannot be recorded. The chat is not affected.',
      steps: ['If this lasts for more than a minute, tell your administrator.'],
      admin: [
        'AUDIT_FILE must be writable, with room on its disk; without AUDIT_FILE, something must read the server’s standard output.',
      ],
    },
    database_unavailable: {
      title: 'The database does not answer',
      message: 'The customer cannot be looked up at the moment. The chat is not affected.',
      steps: ['If this lasts for more than a minute, send your administrator the request number below.'],
    },
    internal_error: {
      title: 'Something went wrong',
      message: 'The page could not be created.',
      steps: ['If you see this again, send your administrator the request number below.'],
    },
  },
  sameName:
    'The site or app sends a custom parameter under a name that the console uses itself. Give it another name there.',
  postedSteps: [
    'Switch to another conversation and back, then try again.',
    'If you see this again, send your administrator the request number below.',
  ],
  retry: 'Try again',
  retriesIn: (seconds) => `Retrying in ${String(seconds)} s`,
}
