import type { SampleItem } from './sample-customer.ts'

interface SampleProduct {
  sku: string
  name: string
  /** A picture drawn for the sample. */
  picture: string
  price: string
  currency: string
  stock: number
}

const toPath = (picture: string) => `/assets/items/${picture}.svg`

type Listed = readonly [
  sku: string,
  name: string,
  picture: string,
  price: string,
  currency: string,
  stock: number,
]

const LISTED: readonly Listed[] = [
  ['CUR-0102', 'Linen curtains, 2 pairs', 'curtains', '59.90', 'USD', 31],
  ['CUR-0220', 'Curtain rod, 2 m', 'box', '29.00', 'USD', 64],
  ['TBL-0212', 'Oak side table', 'table', '149.00', 'USD', 7],
  ['PAD-0008', 'Felt pads, set of 8', 'pads', '18.25', 'USD', 240],
  ['RUG-1623', 'Wool rug 160 × 230', 'rug', '489.00', 'USD', 3],
  ['RUG-0815', 'Wool rug 80 × 150', 'rug', '228.60', 'USD', 9],
  ['LMP-0096', 'Desk lamp', 'lamp', '58.00', 'USD', 26],
  ['LMP-0417', 'Reading lamp "Aalto", brass', 'lamp', '249.00', 'USD', 12],
  ['SHO-0044', 'Trail shoes, size 44', 'shoes', '129.00', 'USD', 0],
  ['JKT-0310', 'Rain jacket', 'jacket', '98.00', 'USD', 17],
  ['BTL-0001', 'Water bottle 1 l', 'bottle', '19.90', 'USD', 112],
  ['YGA-0018', 'Yoga mat', 'pads', '39.00', 'USD', 45],
  ['YGA-0030', 'Foam roller', 'box', '24.50', 'USD', 38],
  ['CMP-0007', 'Camping stove', 'box', '74.90', 'USD', 5],
  ['CTN-0012', 'Export carton, 12 pcs', 'box', '16.80', 'USD', 900],
  ['HPH-0134', 'Studio headphones', 'sound', '134.00', 'EUR', 14],
  ['MON-0027', 'Monitor, 27 inches', 'screen', '239.00', 'EUR', 22],
  ['WSC-0012', 'Wandschrank mit zwölf Fächern und Schiebetüren', 'box', '1290.00', 'EUR', 1],
  ['CHR-0101', '人体工学椅 黑色', 'chair', '3299.00', 'CNY', 18],
  ['KEY-0087', '机械键盘 87键', 'box', '399.00', 'CNY', 52],
  ['MON-0270', '27寸显示器', 'screen', '1599.00', 'CNY', 11],
  ['MSE-0012', '无线鼠标', 'box', '129.00', 'CNY', 86],
  ['STD-0003', '笔记本支架', 'box', '89.00', 'CNY', 40],
  ['HPH-0200', '蓝牙耳机', 'sound', '299.00', 'CNY', 33],
  ['JKT-0900', '羽绒服 中长款', 'jacket', '899.00', 'CNY', 6],
  ['CUP-0500', '保温杯 500ml', 'bottle', '64.50', 'CNY', 150],
  ['CRM-0003', '护手霜三支装', 'bottle', '59.00', 'CNY', 75],
  ['CRM-0100', '洗面奶', 'bottle', '45.00', 'CNY', 60],
  ['LMP-0048', 'Pallet of 48 lamps', 'lamp', '9600.00', 'CNY', 20],
  ['PRT-0001', 'Spare parts', 'box', '320.00', 'CNY', 480],
  ['DSP-0002', 'Display stand', 'box', '760.00', 'CNY', 0],
  ['TEA-0005', '抹茶セット 🍵', 'box', '4800.00', 'JPY', 8],
  ['OUD-0050', 'عطر العود', 'bottle', '350.00', 'SAR', 10],
  ['RUG-0610', 'سجادة صلاة', 'rug', '120.00', 'SAR', 25],
]

/** What the sample shop sells: everything that its customers have bought. */
export const SAMPLE_PRODUCTS = LISTED.map(([sku, name, picture, price, currency, stock]): SampleProduct => {
  return { sku, name, picture: toPath(picture), price, currency, stock }
})

const PICTURES = new Map(SAMPLE_PRODUCTS.map(({ name, picture }) => [name, picture]))

export function toItem(name: string, price: string, quantity = 1): SampleItem {
  return { name, quantity, price, image: PICTURES.get(name) ?? toPath('box') }
}
