import type { SampleItem } from './sample-customer.ts'

/** Pictures of the products, drawn for the sample. Products without one get a box. */
const PICTURES: Readonly<Record<string, string>> = {
  'Linen curtains, 2 pairs': 'curtains',
  'Oak side table': 'table',
  'Wool rug 160 × 230': 'rug',
  'Wool rug 80 × 150': 'rug',
  'Desk lamp': 'lamp',
  'Reading lamp "Aalto", brass': 'lamp',
  'Felt pads, set of 8': 'pads',
  'Trail shoes, size 44': 'shoes',
  'Rain jacket': 'jacket',
  'Water bottle 1 l': 'bottle',
  '人体工学椅 黑色': 'chair',
  '27寸显示器': 'screen',
  蓝牙耳机: 'sound',
  '羽绒服 中长款': 'jacket',
  '保温杯 500ml': 'bottle',
  'Studio headphones': 'sound',
  'Monitor, 27 inches': 'screen',
  'Pallet of 48 lamps': 'lamp',
  护手霜三支装: 'bottle',
  洗面奶: 'bottle',
  'عطر العود': 'bottle',
  'سجادة صلاة': 'rug',
}

export function toItem(name: string, price: string, quantity = 1): SampleItem {
  return { name, quantity, price, image: `/assets/items/${PICTURES[name] ?? 'box'}.svg` }
}
