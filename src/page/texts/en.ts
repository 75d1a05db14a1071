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
  unknownTitle: 'Unknown visitor',
  unknownHint: 'Not linked to a customer',
  unknownSteps: [
    'Don’t share any account details until you know who this is.',
    'Ask for an order number, or the account’s phone number or e-mail address.',
    'Look the account up in your back office.',
  ],
  severalTitle: (count) => `${String(count)} customers match`,
  severalHint: 'This visitor ID is linked to more than one customer, so no orders are shown.',
  severalSteps: [
    'Don’t share any account details until you know who this is.',
    'Ask for an order number or the account’s e-mail address, and check it in your back office.',
    'Ask your administrator to link this visitor ID to one customer only.',
  ],
  severalUncounted: 'More than one customer may match',
  channelUncertain:
    'Channel not known: in another channel, somebody else may have the same visitor ID. Before you share any account details, ask where the visitor is writing from, and for an order number or the account’s phone number or e-mail address.',
  candidates: 'Possible customers',
  allOf: (count) => (count === 2 ? 'Both' : `All ${String(count)}`),
  search: {
    label: 'Find the customer',
    other: 'Find somebody else',
    hint: 'Order or customer no., phone, e-mail, name',
    button: 'Search',
    notThem: 'Not them?',
    fromSite: 'From the site, not verified',
    searchFor: (value) => `Search for ${value}`,
    title: (count) => (count === 1 ? '1 customer' : `${String(count)} customers`),
    kinds: { email: 'e-mail', phone: 'phone', number: 'number', name: 'name' },
    or: ' or ',
    by: (kinds) => `by ${kinds}`,
    nobody: 'Nobody found',
    nobodyHint: 'Check the spelling, or ask for an order number or the account’s e-mail address.',
    refused: {
      short: {
        heading: 'Too short',
        hint: 'Type at least 4 digits of a number, 3 letters of a name, or a whole e-mail address.',
      },
      late: { heading: 'Too many matches', hint: 'Type more, so that fewer customers match.' },
      failed: {
        heading: 'The search failed',
        hint: 'Send your administrator the request number below.',
      },
    },
    mayBeMore: 'There may be more matches. Type more to narrow them down.',
    askDetail: 'Ask for a detail that only one of them knows, such as the last order or the e-mail address.',
    open: 'Open',
    openNamed: (name) => `Open ${name}`,
    steps: [
      'Don’t share any account details until you know who this is.',
      'Ask for an order number, or the account’s phone number or e-mail address, and search for it.',
    ],
    claim: 'The site says this is the customer below, but has not proved it.',
    openedByHand: 'Opened by hand',
    back: 'Back',
  },
  link: {
    notLinked: (nickname, customer) =>
      `This visitor${nickname === null ? '' : ` (“${nickname}”)`} is not linked to ${customer}.`,
    label: 'Link',
    done: 'Linked. Next time, this customer is shown at once.',
    justNow: 'Linked by you just now',
    kept: (source, by, day) =>
      `Linked by ${source === 'proof' ? 'a proof of identity' : (by ?? 'an agent')}${day === null ? '' : `, ${day}`}`,
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
    linked: 'Known visitor, identity not proved',
    replaced: (name) => `This visitor was linked to ${name} before: people share browsers.`,
    linkedShort: 'Linked to this visitor ID',
    conflict: 'Proof and link disagree',
    conflictTitle: 'Not sure who this is',
    failed: 'Proof failed',
    expired: 'Proof has expired',
    provedUnknown:
      'The proof is valid, but no customer has the number in it. Look the account up in your back office.',
    failures: {
      bad_signature:
        'The proof was not signed by the shop. Don’t share any account details until you know who this is.',
      expired: (time) => `Proof of ${time} has expired; ask the customer to reload the shop.`,
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
  whatToDo: 'What to do',
  channel: 'Channel',
  channels,
  visitorId: 'Visitor ID',
  customerId: 'Internal ID',
  nickname: 'Nickname',
  description: 'Description',
  channelName: 'Entry',
  sent: 'Sent by the app or site (unverified)',
  sentHint: 'The visitor can change these.',
  consoleSent: 'From the console',
  undecryptable: 'cannot be decrypted',
  cut: 'cut off by the app',
  reservedName: 'name reserved for the console',
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
  // A name of several words, or with capitals of its own, is not bent into a sentence.
  more: (count, title) =>
    `${String(count)} more${count > 1 && /^[A-Z][a-z]+s$/.test(title) ? ` ${title.toLowerCase()}` : ''}`,
  rowDetails: 'Details',
  notShown: (count) => `${String(count)} more, not shown`,
  moreThan: (count) => `more than ${String(count)} more, not shown`,
  copy: 'Copy',
  copied: 'Copied',
  menu: 'More',
  copyReply: (label) => `Copy as message: ${label}`,
  show: 'Show',
  hide: 'Hide',
  yes: 'Yes',
  no: 'No',
  none: '–',
  noEnd: 'No end',
  noStart: 'No start',
  colon: ': ',
  semicolon: '; ',
  requestId: 'Request',
  shownAt: 'As of',
  took: (milliseconds) => `${String(milliseconds)} ms`,
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
      message: 'The console sent incomplete or conflicting data, so no customer was looked up.',
      steps: [
        'Agent: switch to another conversation and back. If this page comes again, send your administrator the request number below.',
        'Administrator: in the console’s settings, the address of this window must end before any “?”. The console adds the parameters itself.',
      ],
    },
    visitor_undecryptable: {
      title: 'The visitor ID cannot be decrypted',
      message: 'Everything should arrive encrypted here, so no customer was looked up.',
      steps: [
        'Agent: send your administrator the request number below.',
        'Administrator, the key: HYPHENATE_DES_KEY must be the key in the console. Its first 8 characters count.',
        'The mode: HYPHENATE_ENCRYPTION is “all” here. If the console sends built-in parameters plain, it must be “custom”.',
        'The console’s setting: “also encrypt built-in parameters” must be on for this window.',
      ],
    },
    bad_request: {
      title: 'Bad request',
      message: 'The request cannot be read.',
      steps: ['Open the page by switching conversations, or correct the address.'],
    },
    not_found: {
      title: 'Wrong address',
      message: 'There is no page at this address.',
      steps: [
        'Administrator: check that the address in the console’s settings is this server’s, with the secret part and the name of the window (if there are any) and the final “/”.',
      ],
    },
    wrong_host: {
      title: 'Host name not allowed',
      message:
        'The server does not answer under this host name. ALLOWED_HOSTS lists the names that it answers to.',
      steps: [
        'Agent: send your administrator the request number below.',
        'Administrator: add the name in the address bar to ALLOWED_HOSTS and restart the server. Behind a proxy, have it pass on the “Host” that it was asked for.',
      ],
    },
    reveal_expired: {
      title: 'This page has expired',
      message: '“Show” works for 15 minutes, and only while the value stays the same.',
      steps: ['Switch to another conversation and back, then choose “Show” again.'],
    },
    link_unavailable: {
      title: 'The link cannot be changed',
      message: 'The database takes no changes at the moment. Customers can still be looked up.',
      steps: [
        'Send the form again in a moment: nothing is linked twice.',
        'If this stays, ask your administrator to run the check, which names what is missing for DATABASE_WRITE_URL.',
      ],
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
        'Switch to another conversation and back.',
        'If you see this again, send your administrator the request number below.',
        'Administrator: in the console’s settings, remove the window or correct its address: it ends in the name of a folder in “panels” and “/”.',
      ],
    },
    cross_site_request: {
      title: 'Sent from another site',
      message: 'This server answers the forms of its own pages only.',
      steps: ['Open the page by switching conversations, then try again there.'],
    },
    proof_required: {
      title: 'Identity not proved',
      message: 'Masked values can be shown only when the shop has proved who the customer is.',
      steps: [
        'Ask the customer to sign in to the shop and write from there, then switch to another conversation and back.',
      ],
    },
    method_not_allowed: {
      title: 'Method not allowed',
      message: 'This address does not accept the request’s method.',
      steps: ['Open the page by switching conversations.'],
    },
    too_many_requests: {
      title: 'Too many requests',
      message: 'This address has asked for more pages than are allowed in a minute.',
      steps: [
        'Wait: this page tries again by itself.',
        'If this happens during normal work, ask your administrator to raise RATE_LIMIT_PER_MINUTE: a whole call centre may share one address.',
      ],
    },
    too_many_searches: {
      title: 'Too many searches',
      message: 'Too many searches came from this address, or too many of them found nobody.',
      steps: [
        'Wait a few minutes, then switch to another conversation and back, and search again. The chat is not affected.',
        'If this happens during normal work, ask your administrator to raise SEARCH_LIMIT_PER_MINUTE. Behind a proxy, TRUST_PROXY must be set, or all agents count as one.',
      ],
    },
    search_expired: {
      title: 'This page has expired',
      message: 'The results of a search can be opened for an hour.',
      steps: ['Switch to another conversation and back, then search again.'],
    },
    overloaded: {
      title: 'Too busy at the moment',
      message: 'There are more requests than the database can answer in time.',
      steps: [
        'Wait: this page tries again by itself.',
        'If it lasts for more than a minute, send your administrator the request number below.',
      ],
    },
    log_unavailable: {
      title: 'The log cannot be written',
      message: 'No customer is shown while the record of who saw whom cannot be kept.',
      steps: [
        'Wait: this page tries again by itself. The chat is not affected.',
        'Administrator: see that something reads the server’s standard output, and that its disk has room.',
      ],
    },
    database_unavailable: {
      title: 'The database does not answer',
      message: 'The customer cannot be looked up at the moment.',
      steps: [
        'Wait: this page tries again by itself. The chat is not affected.',
        'If it lasts for more than a minute, send your administrator the request number below.',
      ],
    },
    internal_error: {
      title: 'Something went wrong',
      message: 'The page could not be made.',
      steps: ['Try again.', 'If it comes again, send your administrator the request number below.'],
    },
  },
  postedSteps: [
    'Switch to another conversation and back, then try again.',
    'If this page comes again, send your administrator the request number below.',
  ],
  retry: 'Try again',
  retriesIn: (seconds) => `By itself in ${String(seconds)} s`,
}
