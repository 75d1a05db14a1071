import { find, make } from './dom.js'

const MIN_WIDTH = 280
const MAX_WIDTH = 600
const STEP = 20
const DEFAULT_WIDTH = 380
/** Includes the border. */
const PHONE = 392
const SCHEMES = ['light', 'dark']

/** Creates the pane, which loads pages into a frame. */
export function createPane(texts) {
  const place = find('#panel-page')
  const loading = find('#loading')

  /**
   * Removes the current page, so that it does not stay visible while another one loads. Each page has its own frame, as
   * removing a frame also aborts loading.
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
 * Sets up the controls for the pane's width (by pointer and keyboard, within the consoles' limits), a phone's size, and
 * the color scheme, which a page inherits from its frame.
 *
 * @param address  the initial settings
 * @param onChange is called after a change
 */
export function setUpLook(address, onChange) {
  const [main, pane, divider, phone, scheme] = ['main', '#pane', '#divider', '#phone', '#scheme'].map(find)
  let width = Number(address.get('width')) || DEFAULT_WIDTH

  function resize(wanted) {
    width = Math.round(Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, wanted)))
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
    // Pointer capture is not enough over a cross-origin frame, which may run in another process.
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
    const wanted = { ArrowLeft: width + STEP, ArrowRight: width - STEP, Home: MIN_WIDTH, End: MAX_WIDTH }[
      event.key
    ]
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
    width: width === DEFAULT_WIDTH ? '' : String(width),
    size: isPhone() ? 'phone' : '',
    scheme: scheme.value,
  })
}

/** Adds a tab for each window of the page, before the console's own tabs. The first one has no window name. */
export function addWindowTabs(windows) {
  const profile = find('#tab-profile')
  for (const name of windows) {
    const tab = make('button', { id: `tab-window-${name}`, 'aria-controls': 'panel-page', role: 'tab' }, name)
    tab.dataset.window = name
    profile.before(tab)
  }
}
