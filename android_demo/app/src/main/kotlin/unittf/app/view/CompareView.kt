package unittf.app.view

import android.content.Context
import android.graphics.Bitmap
import android.graphics.Canvas
import android.os.Bundle
import android.os.Parcelable
import android.util.AttributeSet
import android.view.KeyEvent
import android.view.MotionEvent
import android.view.View
import android.view.accessibility.AccessibilityEvent
import android.view.accessibility.AccessibilityNodeInfo
import android.view.accessibility.AccessibilityNodeInfo.AccessibilityAction
import android.view.accessibility.AccessibilityNodeInfo.RangeInfo
import unittf.app.R

/**
 * Two pictures of one scene under a divider: the one before at its left, the one after at its
 * right.
 *
 * The divider follows the finger; two fingers bring both pictures nearer, up to
 * [Viewport.NEAREST] times, and a double tap three times. TalkBack and a keyboard's arrows move the
 * divider too. The pictures may differ in resolution: they show the same scene, edge to edge.
 */
class CompareView
    @JvmOverloads
    constructor(
        context: Context,
        attributes: AttributeSet? = null,
    ) : View(context, attributes) {
        /** Where the divider stands, as a share (0..1) of what is seen of the picture's width. */
        var divider = 0.5f
            set(value) {
                val next = value.coerceIn(0f, 1f)
                if (field == next) return
                field = next
                changed()
                sendAccessibilityEvent(AccessibilityEvent.TYPE_VIEW_SELECTED)
            }

        /** How many times larger than fitted the pictures are shown: 1..[Viewport.NEAREST]. */
        val zoom get() = viewport.zoom

        private val viewport = Viewport()
        private val painter = ComparePainter(context)
        private val gestures = CompareGestures(context, this, viewport)

        init {
            isFocusable = true
            describe()
        }

        /**
         * Shows these pictures, or this one alone.
         *
         * The same bitmaps may come again with new pixels (camera): what is looked at stays. They
         * are read whenever the view is drawn, on the main thread.
         *
         * @param before left of the divider; null shows nothing.
         * @param after right of the divider; null shows `before` alone, without a divider.
         * @param rows how many rows of `after`, from its top, hold a picture already; below, the
         *   one before shows through, darkened.
         */
        fun setPictures(before: Bitmap?, after: Bitmap?, rows: Int = after?.height ?: 0) {
            val compared = painter.after != null
            painter.before = before
            painter.after = after
            painter.rows = rows
            fit()
            if (compared != (after != null)) describe()
            changed()
        }

        /** Names of the pictures, "day" and "night"; null where a model does not tell. */
        fun setNames(before: String?, after: String?) {
            if (painter.beforeName == before && painter.afterName == after) return
            painter.beforeName = before
            painter.afterName = after
            describe()
            invalidate()
        }

        /** The divider's place in the view's pixels. */
        val dividerX: Float
            get() = viewport.visibleLeft +
                divider * (viewport.visibleRight - viewport.visibleLeft)

        /** Whether there are two pictures and so a divider. */
        val comparing get() = painter.before != null && painter.after != null

        override fun onSizeChanged(width: Int, height: Int, oldWidth: Int, oldHeight: Int) = fit()

        override fun onDraw(canvas: Canvas) = painter.draw(canvas, viewport, dividerX)

        override fun onTouchEvent(event: MotionEvent): Boolean =
            painter.before != null && gestures.onTouch(event)

        override fun performClick(): Boolean = super.performClick()

        override fun onKeyDown(code: Int, event: KeyEvent): Boolean = when (code) {
            KeyEvent.KEYCODE_DPAD_LEFT -> moveDivider(-STEP)

            KeyEvent.KEYCODE_DPAD_RIGHT -> moveDivider(STEP)

            KeyEvent.KEYCODE_PLUS, KeyEvent.KEYCODE_EQUALS, KeyEvent.KEYCODE_NUMPAD_ADD ->
                zoomBy(KEY_ZOOM)

            KeyEvent.KEYCODE_MINUS, KeyEvent.KEYCODE_NUMPAD_SUBTRACT -> zoomBy(1 / KEY_ZOOM)

            else -> false
        } || super.onKeyDown(code, event)

        @Suppress("DEPRECATION") // RangeInfo's constructor begins with Android 11
        override fun onInitializeAccessibilityNodeInfo(info: AccessibilityNodeInfo) {
            super.onInitializeAccessibilityNodeInfo(info)
            if (!comparing) return
            info.className = "android.widget.SeekBar"
            info.rangeInfo = RangeInfo.obtain(RangeInfo.RANGE_TYPE_PERCENT, 0f, 100f, 100 * divider)
            info.addAction(AccessibilityAction.ACTION_SET_PROGRESS)
            if (divider < 1) info.addAction(AccessibilityAction.ACTION_SCROLL_FORWARD)
            if (divider > 0) info.addAction(AccessibilityAction.ACTION_SCROLL_BACKWARD)
        }

        override fun performAccessibilityAction(action: Int, arguments: Bundle?): Boolean {
            if (!comparing) return super.performAccessibilityAction(action, arguments)
            return when (action) {
                AccessibilityAction.ACTION_SCROLL_FORWARD.id -> moveDivider(STEP)

                AccessibilityAction.ACTION_SCROLL_BACKWARD.id -> moveDivider(-STEP)

                AccessibilityAction.ACTION_SET_PROGRESS.id -> {
                    val percent = arguments
                        ?.getFloat(AccessibilityNodeInfo.ACTION_ARGUMENT_PROGRESS_VALUE, Float.NaN)
                    if (percent == null || percent.isNaN()) return false
                    divider = percent / 100
                    true
                }

                else -> super.performAccessibilityAction(action, arguments)
            }
        }

        override fun onSaveInstanceState(): Parcelable = Bundle().apply {
            putParcelable(STATE, super.onSaveInstanceState())
            putFloatArray(
                LOOK,
                floatArrayOf(divider, viewport.zoom, viewport.centreX, viewport.centreY),
            )
        }

        @Suppress("DEPRECATION") // the typed getParcelable begins with Android 13
        override fun onRestoreInstanceState(state: Parcelable) {
            val saved = state as? Bundle ?: return super.onRestoreInstanceState(state)
            super.onRestoreInstanceState(saved.getParcelable(STATE))
            val look = saved.getFloatArray(LOOK) ?: return
            divider = look[0]
            viewport.restore(look[1], look[2], look[3])
            changed()
        }

        /** Shows another part of the pictures, or the divider elsewhere. */
        internal fun changed() {
            invalidate()
        }

        private fun fit() {
            val picture = painter.before ?: return
            viewport.fit(width, height, picture.width, picture.height)
        }

        /** False at the end of the way, so that a keyboard's focus goes on to the next view. */
        private fun moveDivider(by: Float): Boolean {
            val next = (divider + by).coerceIn(0f, 1f)
            if (!comparing || next == divider) return false
            divider = next
            return true
        }

        private fun zoomBy(factor: Float): Boolean {
            viewport.zoomTo(zoom * factor, width / 2f, height / 2f)
            changed()
            return true
        }

        private fun describe() {
            val before = painter.beforeName ?: context.getString(R.string.view_original)
            val after = painter.afterName ?: context.getString(R.string.view_translated)
            contentDescription = when {
                painter.after != null -> context.getString(R.string.view_compare, before, after)
                else -> context.getString(R.string.view_single, before)
            }
        }

        private companion object {
            const val STEP = 0.05f
            const val KEY_ZOOM = 1.5f
            const val STATE = "view"
            const val LOOK = "look"
        }
    }
