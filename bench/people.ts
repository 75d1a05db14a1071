import type { Names } from './generate.ts'

/* Realistic names in two scripts, from lists; every third with a company. */

const pick = (list: readonly string[], seed: string) =>
  `('{${list.join(',')}}'::text[])[1 + abs(hashtext('${seed}' || id)) % ${list.length}]`

const STEMS = (
  'Johan Ander Peter Gustav Nil Erik Hag Lind Berg Holm Sand Strand Eng Dal Björk Gran Rosen Silver Stein Gold Wald ' +
  'Brand Hart Whit Wood Mill Ash Black Green Brook Haw Lang Mar Ros Fer Mor Bel Cost Val Cas'
).split(' ')
const ENDINGS = 'sson sen man berg ström gren ley field ton well er ini ez eau'.split(' ')
/** More than five hundred names, each of at most one in a hundred people. */
const SURNAMES = STEMS.flatMap((stem) => ENDINGS.map((ending) => stem + ending))
const GIVEN_NAMES = (
  'Emma Erik Elsa Liam Olivia Noah Ava Sophia Isabella Mia Amelia Harper Evelyn Abigail Emily Ella Elizabeth Camila ' +
  'Luna Sofia Avery Mila Aria Scarlett Penelope Layla Chloe Victoria Madison Eleanor Grace Nora Riley Zoey Hannah Hazel ' +
  'Lily Ellie Violet Lillian Zoe Stella Aurora Natalie Emilia Everly Leah Aubrey Willow Addison Lucy Audrey Bella'
).split(' ')
const CHINESE_SURNAMES = Array.from(
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡',
)
const CHINESE_CHARACTERS = Array.from(
  '伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂华建国文辉力健永玉兰志红梅鹏飞雪慧莹宇浩欣然梓涵子轩思远雨桐晨曦嘉怡博文俊熙诗琪一诺若溪语嫣天佑',
)

const latin = `${pick(GIVEN_NAMES, 'g')} || ' ' || ${pick(SURNAMES, 's')}`
const chinese =
  `${pick(CHINESE_SURNAMES, 'c')} || ${pick(CHINESE_CHARACTERS, 'd')} || ` +
  `case when id % 3 = 0 then '' else ${pick(CHINESE_CHARACTERS, 'e')} end`

export const PEOPLE: Names = {
  fullName: `case when id % 2 = 0 then ${latin} else ${chinese} end`,
  nickname: `case when id % 5 = 0 then ${pick(GIVEN_NAMES, 'n')} || id % 1000 end`,
  company: `case when id % 3 = 0 then ${pick(SURNAMES, 'k')} || ' ' || initcap(substr(md5('c' || id), 1, 8)) || ' Ltd' end`,
}
