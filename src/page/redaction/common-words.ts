/** Words that reveal nothing about a masked text that contains them; other texts with these words are not redacted. */
export const COMMON_WORDS: ReadonlySet<string> = new Set(
  [
    'the and for with from this that not are was were has have had his her its our your you she they them who how why all any',
    'one two new old see say said can could may will would should please call called ask asked before after about when where',
    'there here then than into over only also very more most some such just',
    'mrs miss sir mister madam prof doctor',
    'com net org www http https html mail email info office sales admin support service contact hello team example',
    'inc ltd llc corp gmbh company limited group',
    'road street avenue lane drive square building floor room flat suite apartment unit block city town county state district',
    'north south east west',
    'true false null none unknown',
  ]
    .join(' ')
    .split(' '),
)

/** Precede a surname; surnames of two letters are matched only after one of these. */
export const TITLES: ReadonlySet<string> = new Set(
  'mr mrs ms miss mister madam dr doctor prof professor sir'.split(' '),
)

/** Follow a Chinese surname. */
export const HAN_TITLES: readonly string[] =
  '先生 女士 小姐 太太 夫人 老师 老板 医生 律师 经理 主任 教授 总 哥 姐'.split(' ')

/** Precede a Chinese surname. */
export const HAN_FORENAMES: readonly string[] = ['小', '老', '阿']
