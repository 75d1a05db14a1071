import { find, make } from './dom.js'

const LEAST = 280
const MOST = 600
const STEP = 20
const FIRST = 380
/** With the border of the screen. */
const PHONE = 392
const SCHEMES = ['light', 'dark']

/** The pane at the right: its frame, its size and its colors. */
export function createPane(texts) {
  const place = find('#panel-page')
  const loading = find('#loading')

  /**
   * Nobody's page stays in sight while another is on its way: each one gets a frame of its own, and taking the old frame
   * away also stops what it was loading.
   */
  function clear() {
    place.replaceChildren()
    place.dataset.state = 'empty'
    loading.textContent = texts().loading
  }

  function show(url, conversation) {
    const started = performance.now()
    const frame = make('iframe', { src: url, title: texts().page })
    frame.dataset.conversation = conversation
    frame.addEventListener('load', () => {
      if (!frame.isConnected) return
      place.dataset.state = 'loaded'
      loading.textContent = texts().loaded(Math.round(performance.now() - started))
    })
    place.dataset.state = 'loading'
    place.replaceChildren(frame)
  }

  return { clear, show }
}

/**
 * Width by dragging and by keys, within what consoles offer; the size of a phone; and colors, which the page in a frame
 * takes from the frame.
 *
 * @param address  what to begin with
 * @param onChange is called when something else is chosen
 */
export function setUpLook(address, onChange) {
  const [main, pane, divider, phone, scheme] = ['main', '#pane', '#divider', '#phone', '#scheme'].map(find)
  let width = Number(address.get('width')) || FIRST

  function resize(wanted) {
    width = Math.round(Math.min(MOST, Math.max(LEAST, wanted)))
    const shown = isPhone() ? PHONE : width
    main.style.setProperty('--pane', `${shown}px`)
    divider.setAttribute('aria-valuenow', String(shown))
    find('#width').textContent = `${isPhone() ? PHONE - 2 : width} px`
  }
  const isPhone = () => phone.getAttribute('aria-pressed') === 'true'
  function setPhone(isOn) {
    phone.setAttribute('aria-pressed', String(isOn))
    pane.classList.toggle('phone', isOn)
    resize(width)
  }
  function drag(wanted) {
    if (isPhone()) setPhone(false)
    resize(wanted)
  }

  divider.addEventListener('pointerdown', (event) => {
    const offset = event.clientX - pane.getBoundingClientRect().left
    divider.setPointerCapture(event.pointerId)
    event.preventDefault()
    divider.focus()
    const move = ({ clientX }) => drag(pane.getBoundingClientRect().right - clientX + offset)
    // Capturing is not enough over another site's frame, which may be in a process of its own.
    pane.classList.add('resizing')
    divider.addEventListener('pointermove', move)
    divider.addEventListener(
      'lostpointercapture',
      () => {
        pane.classList.remove('resizing')
        divider.removeEventListener('pointermove', move)
        onChange()
      },
      { once: true },
    )
  })
  divider.addEventListener('keydown', (event) => {
    const wanted = { ArrowLeft: width + STEP, ArrowRight: width - STEP, Home: LEAST, End: MOST }[event.key]
    if (wanted === undefined) return
    event.preventDefault()
    drag(wanted)
    onChange()
  })
  phone.addEventListener('click', () => {
    setPhone(!isPhone())
    onChange()
  })
  scheme.addEventListener('change', () => {
    find('#panel-page').dataset.scheme = scheme.value
    onChange()
  })
  if (SCHEMES.includes(address.get('scheme'))) scheme.value = address.get('scheme')
  find('#panel-page').dataset.scheme = scheme.value
  setPhone(address.get('size') === 'phone')

  return () => ({
    width: width === FIRST ? '' : String(width),
    size: isPhone() ? 'phone' : '',
    scheme: scheme.value,
  })
}

/** A tab for each window of the page, before the console's own. The first is the page without a window's name. */
export function addWindowTabs(windows) {
  const profile = find('#tab-profile')
  for (const name of windows) {
    const tab = make('button', { id: `tab-window-${name}`, 'aria-controls': 'panel-page', role: 'tab' }, name)
    tab.dataset.window = name
    profile.before(tab)
  }
}
