package unittf.app.view

/**
 * Which part of a picture a view shows: the whole at first, as large as it fits, and nearer by up
 * to [NEAREST] times.
 *
 * What is looked at is kept as a share of the picture (0..1), so that it stays the same when the
 * view is turned or the picture comes in another resolution.
 */
class Viewport {
    /** How many times larger than fitted: 1..[NEAREST]. */
    var zoom = 1f
        private set

    /** The place of the picture that stands in the middle of the view, as shares of its sides. */
    var centreX = 0.5f
        private set
    var centreY = 0.5f
        private set

    /** The whole picture's edges, in the view's pixels; beyond the view when zoomed. */
    val left get() = viewWidth / 2 - centreX * shownWidth
    val top get() = viewHeight / 2 - centreY * shownHeight
    val right get() = left + shownWidth
    val bottom get() = top + shownHeight

    /** The edges of what can be seen of the picture. */
    val visibleLeft get() = maxOf(left, 0f)
    val visibleTop get() = maxOf(top, 0f)
    val visibleRight get() = minOf(right, viewWidth)
    val visibleBottom get() = minOf(bottom, viewHeight)

    private var viewWidth = 0f
    private var viewHeight = 0f
    private var fittedWidth = 0f
    private var fittedHeight = 0f
    private val shownWidth get() = fittedWidth * zoom
    private val shownHeight get() = fittedHeight * zoom

    /** Sizes of the view and of the picture, in pixels of their own. */
    fun fit(viewWidth: Int, viewHeight: Int, width: Int, height: Int) {
        this.viewWidth = viewWidth.toFloat()
        this.viewHeight = viewHeight.toFloat()
        val scale = minOf(this.viewWidth / width, this.viewHeight / height)
        fittedWidth = width * scale
        fittedHeight = height * scale
        keepInside()
    }

    /** Zooms to an absolute factor; what stands at (x, y) of the view stays there. */
    fun zoomTo(factor: Float, x: Float, y: Float) {
        if (fittedWidth <= 0 || fittedHeight <= 0) return
        val shareX = (x - left) / shownWidth
        val shareY = (y - top) / shownHeight
        zoom = factor.coerceIn(1f, NEAREST)
        centreX = shareX - (x - viewWidth / 2) / shownWidth
        centreY = shareY - (y - viewHeight / 2) / shownHeight
        keepInside()
    }

    /** Moves the picture by pixels of the view. */
    fun pan(x: Float, y: Float) {
        if (fittedWidth <= 0 || fittedHeight <= 0) return
        centreX -= x / shownWidth
        centreY -= y / shownHeight
        keepInside()
    }

    /** Looks at what was looked at before. */
    fun restore(zoom: Float, centreX: Float, centreY: Float) {
        this.zoom = zoom.coerceIn(1f, NEAREST)
        this.centreX = centreX
        this.centreY = centreY
        keepInside()
    }

    /** No gap beside a picture that is larger than the view; one that is smaller stands centred. */
    private fun keepInside() {
        if (fittedWidth <= 0 || fittedHeight <= 0) return
        centreX = inside(centreX, viewWidth / shownWidth / 2)
        centreY = inside(centreY, viewHeight / shownHeight / 2)
    }

    private fun inside(centre: Float, half: Float) =
        if (half >= 0.5f) 0.5f else centre.coerceIn(half, 1 - half)

    companion object {
        const val NEAREST = 8f
    }
}
