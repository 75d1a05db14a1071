import { find, make } from './dom.js'

const LEAST = 280
const MOST = 600
const STEP = 20

/** The pane at the right: its frame, and its width. */
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

/** Width by dragging and by keys, within what consoles offer. */
export function setUpDivider() {
  const divider = find('#divider')
  const pane = find('#pane')
  const main = find('main')
  let width = 380

  function resize(wanted) {
    width = Math.round(Math.min(MOST, Math.max(LEAST, wanted)))
    main.style.setProperty('--pane', `${width}px`)
    divider.setAttribute('aria-valuenow', String(width))
    find('#width').textContent = `${width} px`
  }

  divider.addEventListener('pointerdown', (event) => {
    const offset = event.clientX - pane.getBoundingClientRect().left
    divider.setPointerCapture(event.pointerId)
    event.preventDefault()
    divider.focus()
    const move = ({ clientX }) => resize(pane.getBoundingClientRect().right - clientX + offset)
    // Capturing is not enough over another site's frame, which may be in a process of its own.
    pane.classList.add('resizing')
    divider.addEventListener('pointermove', move)
    divider.addEventListener(
      'lostpointercapture',
      () => {
        pane.classList.remove('resizing')
        divider.removeEventListener('pointermove', move)
      },
      { once: true },
    )
  })
  divider.addEventListener('keydown', (event) => {
    const wanted = { ArrowLeft: width + STEP, ArrowRight: width - STEP, Home: LEAST, End: MOST }[event.key]
    if (wanted === undefined) return
    event.preventDefault()
    resize(wanted)
  })
  resize(width)
}
