/** What kind of question it is, read from its words: English, and tolerant of how people write. */

import type { ChatCommand } from '../chatRequest.ts';

export type QuestionKind =
  | 'problems'
  | 'changes'
  | 'tests'
  | 'implementers'
  | 'members'
  | 'usage'
  | 'dependents'
  | 'dependencies'
  | 'callers'
  | 'outline'
  | 'explain'
  | 'where';

export interface Question {
  readonly kind: QuestionKind;
  /** The words that say what it is about, without those that say what is asked of it. */
  readonly about: string;
}

/** @param text as it was written; names in back-quotes stay in them */
export function readQuestion(text: string, command?: ChatCommand): Question {
  const words = text
    .replace(/[‘’]/g, "'")
    .replace(/\s+/g, ' ')
    .replace(
      /^(?:(?:hi|hello|hey|please|so|ok|okay|and|now|can you|could you|would you|tell me|i (?:want|need|would like) to know)[,!:]? )+/i,
      '',
    )
    .replace(/[\s?!.]+$/, '')
    .trim();
  const byCommand = command && commandKinds[command];
  if (byCommand && byCommand !== 'where') return { kind: byCommand, about: aboutOf(words) };
  for (const { kind, pattern } of patterns) {
    const found = pattern.exec(words);
    if (found) return { kind, about: (found.groups?.['about'] ?? found.groups?.['also'] ?? '').trim() };
  }
  return { kind: 'where', about: aboutOf(words) };
}

/** What a command asks where there is no model to do what it says. */
const commandKinds: Partial<Readonly<Record<ChatCommand, QuestionKind>>> = {
  explain: 'explain',
  tests: 'tests',
  doc: 'explain',
  review: 'changes',
  commit: 'changes',
  plan: 'dependents',
  search: 'where',
};

const aboutOf = (words: string): string =>
  /^(?:where|find|what|which|how|show)\b/i.test(words) ? withoutAsking(words) : words;

/** Questions about the code that only look like one about its tests, its changes or its errors. */
const patterns: readonly { readonly kind: QuestionKind; readonly pattern: RegExp }[] = (
  [
    [
      'problems',
      String.raw`^(?:what|which|list|show(?: me)?|any|are there(?: any)?|how many)\b(?: all| the| of| type| compile| syntax| current)*(?: errors?| problems?| warnings?| diagnostics)(?: are there| there are| are left| do we have| does it have| is there| right now| now| currently| left)*(?: (?:in|of|with|for) (?<about>.+?))?(?: now| right now)?$`,
    ],
    ['problems', String.raw`^what(?:'s| is) (?:wrong|broken|failing)(?: (?:in|with) (?<about>.+))?$`],
    [
      'changes',
      String.raw`\b(?:what|which .+?)(?: has| have|'s)?(?: been)? (?:recently |lately )?(?:changed|modified)(?: (?:lately|recently|last|today|this week))*(?: (?:in|to|about|with|of|around) (?<about>.+?))?(?: (?:lately|recently))?$`,
    ],
    [
      'changes',
      String.raw`\b(?:who|when)(?: was| did| has)?(?: last| somebody| anyone)? (?:changed?|wrote|touched|edited|modified|added|last changed)(?: (?<about>.+?))?(?: last| (?:changed|modified|touched|edited|added|written))?$`,
    ],
    [
      'changes',
      String.raw`\bwhen (?:was|were) (?<about>.+?)(?: last)? (?:changed|modified|touched|edited|added|written)$`,
    ],
    [
      'changes',
      String.raw`\b(?:recent|latest|last|newest) (?:few |\d+ )?(?:changes|commits?|edits|modifications)(?: (?:in|to|of|on|for|that touched|about) (?<about>.+))?$`,
    ],
    ['changes', String.raw`\b(?:history|git log|blame|changelog|commits) (?:of|for|in|on|to) (?<about>.+)$`],
    [
      'tests',
      String.raw`\b(?:which|what|are there(?: any)?|any|list|show(?: me)?|find)(?: the| all| unit)* (?:tests?|specs?|test files?|test cases?)(?: there are| are there| that| which| do)?(?: (?:cover|covers|covering|exercise|exercises|test|check|checks|use|uses|run|touch|for|of|about|exist for))+ (?<about>.+)$`,
    ],
    [
      'tests',
      String.raw`\b(?:how|where) (?:is|are) (?<about>.+?)(?: being)? (?:unit[- ])?(?:tested|covered(?: by tests)?)$`,
    ],
    ['tests', String.raw`^is (?<about>.+?) (?:tested|covered)(?: by .+)?$`],
    [
      'tests',
      String.raw`\b(?:where are|what are)?(?: the)? ?(?:unit )?(?:tests?|specs?|coverage) (?:for|of|covering) (?<about>.+)$`,
    ],
    ['tests', String.raw`\bwhat (?:tests|covers) (?<about>(?!whether\b|if\b|that\b).+)$`],
    [
      'implementers',
      String.raw`\b(?:what|which|who)(?: \w+)? (?:implements?|extends?|inherits? from|subclass(?:es)?|derives? from|overrides?) (?<about>.+)$`,
    ],
    [
      'implementers',
      String.raw`\b(?:subclass(?:es)?|implementations?|implementers?|implementors?|subtypes?|descendants|derived class(?:es)?|children) of (?<about>.+)$`,
    ],
    [
      'dependencies',
      String.raw`\b(?:which|what) (?:functions?|modules?|files?|packages?|things?|other \w+|types?|helpers?|methods?) (?:does|do|is|are) (?<about>.+?) (?:depend(?:s)? on|rely on|import|use|call|invoke|need|require)$`,
    ],
    [
      'members',
      String.raw`\b(?:what|which|list|show(?: me)?)(?: are| all| the)* (?:methods?|members?|fields?|properties|attributes|functions)(?: does| do| has| have| of| in| on| on an?)+ (?<about>.+?)(?: have| has| offer| provide| expose| define)?$`,
    ],
    ['members', String.raw`\b(?:methods?|members?|fields?|properties) of (?<about>.+)$`],
    [
      'usage',
      String.raw`\bhow (?:(?:is|are) (?<about>.+?)(?: being)? (?:used|called|invoked|meant to be used)|(?:do i|do you|do we|does one|can i|should i|to) (?:use|call|invoke|apply) (?<also>.+))$`,
    ],
    [
      'usage',
      String.raw`\b(?:examples?|sample|usage examples?) (?:of|for|using|how to use)(?: using| calling)? (?<about>.+)$`,
    ],
    [
      'dependents',
      String.raw`\b(?:what|who|which \w+|everything(?: that)?|all(?: that)?)(?: code| files| modules)? (?:depends?|relies|rely) on (?<about>.+)$`,
    ],
    [
      'dependents',
      String.raw`\b(?:what|who|which(?: \w+)?|where)(?: files?| modules?| code)? (?:imports?|requires?|includes?) (?<about>.+)$`,
    ],
    ['dependents', String.raw`\bwhere (?:is|are) (?<about>.+?) (?:imported|required|included)$`],
    ['dependents', String.raw`\b(?:importers|dependents) of (?<about>.+)$`],
    [
      'dependents',
      String.raw`\bwhat (?:would |will |could |might )?(?:breaks?|be affected|be broken|is affected|has to change|have to change|must change)(?: if| when)?(?: i| we| you)?(?: change| changed| modify| remove| rename| delete| touch)? (?<about>.+?)(?: (?:changes|is changed|is removed))?$`,
    ],
    ['dependents', String.raw`\bimpact of (?:changing |removing |renaming |a change (?:of|in|to) )?(?<about>.+)$`],
    [
      'dependencies',
      String.raw`\bwhat(?: else)? (?:does|do|is|are) (?<about>.+?) (?:depend(?:s|ing)? (?:up)?on|rel(?:y|ies) on|import|imports|use|uses|call|calls|invoke|need|require|requires|build on|built on|based on|made of)$`,
    ],
    ['dependencies', String.raw`\b(?:dependencies|imports|callees) of (?<about>.+)$`],
    [
      'callers',
      String.raw`\b(?:what|who|where|which(?: \w+)?|everything that|everywhere that|all places that|places that|list what|find what|show what)(?: code| functions?| places?| else| all)? (?:calls?|invokes?|uses?|references?|mentions?|consumes?|instantiates?|constructs?|makes use of) (?<about>.+)$`,
    ],
    [
      'callers',
      String.raw`\b(?:where|from where|by whom|by what) (?:is|are|do we|does .{1,20}?|gets?) ?(?<about>.+?) (?:being )?(?:used|called|invoked|referenced|called from|used from|instantiated|constructed|used by|called by)$`,
    ],
    [
      'callers',
      String.raw`\b(?:where|from where) (?:do|does) (?:we|they|it|the code|somebody|anybody|this project|the project) (?:use|call|invoke|construct|instantiate) (?<about>.+)$`,
    ],
    [
      'callers',
      String.raw`\b(?:callers?|usages?|references|uses|call ?sites?|call sites|consumers|users) (?:of|to|for) (?<about>.+)$`,
    ],
    ['callers', String.raw`\bwho (?:is|are) (?:using|calling) (?<about>.+)$`],
    [
      'outline',
      String.raw`^(?:(?:show|give)(?: me)? )?(?:the |an )?(?:outline|structure|overview|exports|contents|table of contents|symbols) (?:of|in|from) (?<about>.+)$`,
    ],
    [
      'outline',
      String.raw`\bwhat(?:'s|(?: all)? (?:does|do|is|are|can be found))(?: there)? (?:in |inside )?(?<about>\S*[./]\S+|\x60[^\x60]+\x60|(?:the )?(?:file|module|folder) \S+|(?:this|that|the current|the open) (?:file|module))(?: (?:define|defined|contain|export|exports|declare|provide|offer|hold))?$`,
    ],
    [
      'explain',
      String.raw`\bwhat (?:does|do|did) (?<about>.+?) (?:do|mean|return|returns|take|accept|expect|stand for|represent)$`,
    ],
    [
      'explain',
      String.raw`^(?:explain|describe|document|summari[sz]e|tell me about|help me understand|walk me through|what about)(?: to me)?(?: what| how)? (?<about>.+?)(?: (?:does|works|do|is|means))?$`,
    ],
    [
      'explain',
      String.raw`\b(?:signature|parameters|arguments|return type|return value|documentation|docs|purpose|meaning|doc comment) (?:of|for) (?<about>.+)$`,
    ],
    [
      'explain',
      String.raw`^what(?:'s| is| are| was)(?: an?)? (?<about>\x60[^\x60]+\x60|\S+)(?: (?:for|good for|used for|about|meant for))?$`,
    ],
    ['explain', String.raw`^what(?:'s| is| are) (?<about>.+?) (?:for|good for|used for|about|meant for)$`],
  ] as const
).map(([kind, source]) => ({ kind, pattern: new RegExp(source, 'i') }));

/** `where is the header parsed` → `the header parsed` */
function withoutAsking(words: string): string {
  return words
    .replace(
      /^(?:where(?:'s| (?:is|are|do|does|did|can i find|would i find|in the code (?:is|are|do|does)?|exactly (?:is|are|do|does))?)?|find(?: me)?|locate|show(?: me)?(?: where)?|search(?: for)?|look (?:for|up)|how (?:is|are|does|do|did|can)|what(?:'s| is| are)?|which (?:function|method|class|file|module|code|part|place|piece of code|line|type)s?(?: of the code)?(?: is| are| does| do)?|which)\b ?/i,
      '',
    )
    .replace(
      /^(?:the (?:code|function|method|class|place|file|part|logic|definition|implementation) (?:that|which|where|for|of) |the (?:definition|implementation) of )/i,
      '',
    )
    .replace(/^(?:we|it|the code|this project|the project|they|is|are) (?=\S+ \S)/i, '')
    .replace(/ (?:defined|declared|implemented|located|come from|live|lives|done|happen|happens|work|works)$/i, '')
    .trim();
}
