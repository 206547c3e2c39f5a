package unittf.app.view

import android.content.Context
import android.view.GestureDetector
import android.view.MotionEvent
import android.view.ScaleGestureDetector
import kotlin.math.abs

/**
 * What fingers do with a [CompareView].
 *
 * One finger on the divider, or anywhere while the whole picture is seen, moves the divider; on a
 * picture that was brought nearer it moves the picture. Two fingers zoom around their middle and
 * move the picture with it; a double tap goes to [TAP_ZOOM] times and back.
 */
internal class CompareGestures(
    context: Context,
    private val view: CompareView,
    private val viewport: Viewport,
) {
    private val reach = context.resources.displayMetrics.density * TOUCH_WIDTH / 2
    private var onDivider = false

    /** Two fingers were there: the one that stays longer does not move the divider. */
    private var pinched = false

    /** From the finger to the divider, so that it does not jump to the finger's middle. */
    private var grip = 0f
    private var middleX = 0f
    private var middleY = 0f

    private val taps = GestureDetector(
        context,
        object : GestureDetector.SimpleOnGestureListener() {
            override fun onDown(event: MotionEvent) = true

            override fun onScroll(
                first: MotionEvent?,
                event: MotionEvent,
                distanceX: Float,
                distanceY: Float,
            ): Boolean = event.pointerCount == 1 && drag(event, distanceX, distanceY)

            override fun onSingleTapConfirmed(event: MotionEvent) = view.performClick()

            override fun onDoubleTap(event: MotionEvent): Boolean {
                viewport.zoomTo(if (viewport.zoom > 1f) 1f else TAP_ZOOM, event.x, event.y)
                view.changed()
                return true
            }
        },
    )

    private val pinch = ScaleGestureDetector(
        context,
        object : ScaleGestureDetector.SimpleOnScaleGestureListener() {
            override fun onScaleBegin(detector: ScaleGestureDetector): Boolean {
                keep()
                middleX = detector.focusX
                middleY = detector.focusY
                return true
            }

            override fun onScale(detector: ScaleGestureDetector): Boolean {
                viewport.pan(detector.focusX - middleX, detector.focusY - middleY)
                middleX = detector.focusX
                middleY = detector.focusY
                viewport.zoomTo(viewport.zoom * detector.scaleFactor, middleX, middleY)
                view.changed()
                return true
            }
        },
    ).apply {
        // A second tap that slides means the divider here, not the zoom.
        isQuickScaleEnabled = false
    }

    fun onTouch(event: MotionEvent): Boolean {
        if (event.actionMasked == MotionEvent.ACTION_DOWN) {
            grip = view.dividerX - event.x
            onDivider = view.comparing && abs(grip) <= reach
            pinched = false
            if (onDivider || viewport.zoom > 1f) keep()
        }
        if (event.actionMasked == MotionEvent.ACTION_POINTER_DOWN) {
            pinched = true
            onDivider = false
        }
        pinch.onTouchEvent(event)
        if (!pinch.isInProgress) taps.onTouchEvent(event)
        return true
    }

    private fun drag(event: MotionEvent, distanceX: Float, distanceY: Float): Boolean {
        when {
            onDivider -> moveDivider(event.x + grip)
            viewport.zoom > 1f -> viewport.pan(-distanceX, -distanceY)
            view.comparing && !pinched -> moveDivider(event.x)
        }
        if (onDivider || viewport.zoom > 1f || abs(distanceX) > abs(distanceY)) keep()
        view.changed()
        return true
    }

    private fun moveDivider(x: Float) {
        val left = viewport.visibleLeft
        val width = viewport.visibleRight - left
        if (width > 0) view.divider = (x - left) / width
    }

    /** A parent that scrolls must not take this gesture over. */
    private fun keep() = view.parent?.requestDisallowInterceptTouchEvent(true)

    private companion object {
        /** In dp: what a finger hits. */
        const val TOUCH_WIDTH = 48
        const val TAP_ZOOM = 3f
    }
}
