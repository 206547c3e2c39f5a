package unittf.app.view

import android.app.Activity
import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.os.Bundle
import android.os.Looper
import android.os.SystemClock
import android.view.KeyEvent
import android.view.MotionEvent
import android.view.View
import android.view.ViewGroup
import android.view.accessibility.AccessibilityNodeInfo
import android.view.accessibility.AccessibilityNodeInfo.AccessibilityAction
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import unittf.app.ScreenTest
import java.time.Duration

class CompareViewTest : ScreenTest() {
    private lateinit var view: CompareView
    private var time = 0L

    /** Red before, green after, each of 100 x 100, in a view of 1000 x 1000. */
    @Before
    fun show() {
        val activity = Robolectric.buildActivity(Activity::class.java).setup().get()
        view = CompareView(activity).apply { id = 7 }
        activity.setContentView(view, ViewGroup.LayoutParams(1000, 1000))
        layOut(1000, 1000)
        view.setPictures(plain(Color.RED), plain(Color.GREEN))
        time = SystemClock.uptimeMillis()
    }

    @Test
    fun showsBeforeLeftAndAfterRightOfTheDivider() {
        view.divider = 0.25f
        assertEquals(Color.RED, at(200, 900))
        assertEquals(Color.GREEN, at(300, 900))
    }

    @Test
    fun showsOneAloneWithoutADivider() {
        view.setPictures(plain(Color.RED), null)
        assertEquals(Color.RED, at(10, 900))
        assertEquals(Color.RED, at(500, 500))
        assertEquals(Color.RED, at(990, 900))
        assertFalse(view.comparing)
    }

    @Test
    fun showsTheOneBeforeDarkenedWhereRowsAreMissing() {
        view.divider = 0f
        view.setPictures(plain(Color.RED), plain(Color.GREEN), rows = 30)
        assertEquals(Color.GREEN, at(500, 290))
        // stage_shade: black of 60 %.
        assertEquals(102f, Color.red(at(600, 310)).toFloat(), 1f)
        assertEquals(0, Color.green(at(600, 310)))
    }

    @Test
    fun theDividerFollowsTheFinger() {
        drag(505f to 500f, 300f to 500f)
        assertEquals("the grip is kept", 0.295f, view.divider, 0.002f)
        drag(800f to 200f, 700f to 210f)
        assertEquals("from elsewhere it comes to the finger", 0.7f, view.divider, 0.002f)
        drag(700f to 200f, -500f to 210f)
        assertEquals(0f, view.divider)
    }

    @Test
    fun oneFingerMovesAPictureThatWasBroughtNearer() {
        doubleTap(100f, 500f)
        assertEquals(3f, view.zoom)
        view.divider = 0.9f
        drag(300f to 500f, 200f to 500f)
        assertEquals("not the divider", 0.9f, view.divider)
        drag(900f to 500f, 500f to 500f)
        assertEquals("but on it", 0.5f, view.divider, 0.002f)
        doubleTap(100f, 500f)
        assertEquals(1f, view.zoom)
    }

    @Test
    fun twoFingersZoomAroundTheirMiddleUpToEightTimes() {
        // Nearer than 27 mm, 510 px here, Android takes no two fingers for a pinch.
        pinch(from = 280f, to = 480f)
        val zoom = view.zoom
        assertTrue("$zoom", zoom > 1.2f && zoom <= 480f / 280f)
        assertEquals("the divider stays", 0.5f, view.divider)
        repeat(6) { pinch(from = 280f, to = 480f) }
        assertEquals(8f, view.zoom)
    }

    @Test
    fun bothPicturesZoomTogether() {
        // Halves of other colours: what was at the middle's right side stays there.
        val before = plain(Color.RED).apply { paintRight(Color.BLUE) }
        val after = plain(Color.GREEN).apply { paintRight(Color.YELLOW) }
        view.setPictures(before, after)
        doubleTap(500f, 500f)
        view.divider = 1f
        assertEquals(Color.RED, at(480, 900))
        assertEquals(Color.BLUE, at(520, 900))
        view.divider = 0f
        assertEquals(Color.GREEN, at(480, 900))
        assertEquals(Color.YELLOW, at(520, 900))
    }

    @Test
    fun arrowsMoveTheDividerAndLeaveAtItsEnd() {
        key(KeyEvent.KEYCODE_DPAD_RIGHT)
        assertEquals(0.55f, view.divider, 0.001f)
        key(KeyEvent.KEYCODE_DPAD_LEFT)
        key(KeyEvent.KEYCODE_DPAD_LEFT)
        assertEquals(0.45f, view.divider, 0.001f)
        view.divider = 0f
        assertFalse("the focus goes on", key(KeyEvent.KEYCODE_DPAD_LEFT))
        key(KeyEvent.KEYCODE_PLUS)
        assertEquals(1.5f, view.zoom)
        key(KeyEvent.KEYCODE_MINUS)
        assertEquals(1f, view.zoom)
    }

    @Test
    fun screenReadersTellAndMoveTheDivider() {
        view.setNames("day", "night")
        val text = view.contentDescription.toString()
        assertTrue(text, text.indexOf("day on the left") in 0..text.indexOf("night on the right"))
        val info = view.createAccessibilityNodeInfo()
        assertEquals("android.widget.SeekBar", info.className)
        assertEquals(50f, info.rangeInfo.current)
        assertTrue(AccessibilityAction.ACTION_SET_PROGRESS in info.actionList)
        view.performAccessibilityAction(AccessibilityAction.ACTION_SCROLL_FORWARD.id, null)
        assertEquals(0.55f, view.divider, 0.001f)
        view.performAccessibilityAction(AccessibilityAction.ACTION_SCROLL_BACKWARD.id, null)
        assertEquals(0.5f, view.divider, 0.001f)
        val value = Bundle().apply {
            putFloat(AccessibilityNodeInfo.ACTION_ARGUMENT_PROGRESS_VALUE, 20f)
        }
        view.performAccessibilityAction(AccessibilityAction.ACTION_SET_PROGRESS.id, value)
        assertEquals(0.2f, view.divider, 0.001f)
        assertEquals(20f, view.createAccessibilityNodeInfo().rangeInfo.current, 0.01f)
    }

    @Test
    fun aSinglePictureIsNoSlider() {
        view.setPictures(plain(Color.RED), null)
        assertEquals(null, view.createAccessibilityNodeInfo().rangeInfo)
        assertFalse(
            view.performAccessibilityAction(AccessibilityAction.ACTION_SCROLL_FORWARD.id, null),
        )
    }

    @Test
    fun keepsDividerAndZoomWhenTheScreenIsTurned() {
        doubleTap(900f, 500f)
        view.divider = 0.3f
        val saved = android.util.SparseArray<android.os.Parcelable>()
        view.saveHierarchyState(saved)
        val turned = CompareView(view.context).apply { id = 7 }
        turned.restoreHierarchyState(saved)
        turned.setPictures(plain(Color.RED), plain(Color.GREEN))
        view = turned
        layOut(1600, 800)
        assertEquals(0.3f, turned.divider)
        assertEquals(3f, turned.zoom)
    }

    @Test
    fun aNameGivesWayToTheDivider() {
        view.setNames("day", "night")
        view.divider = 0.5f
        val both = labels()
        view.divider = 0.01f
        assertTrue(both.first && both.second)
        val pushed = labels()
        assertFalse("day has no room", pushed.first)
        assertTrue(pushed.second)
    }

    /** Whether something else than the pictures' colours stands in the upper corners. */
    private fun labels(): Pair<Boolean, Boolean> {
        val drawn = draw()
        val left = (60 until 120).any {
            drawn.getPixel(it, 50).let { c ->
                c != Color.RED &&
                    c != Color.GREEN
            }
        }
        val right = (880 until 940).any { drawn.getPixel(it, 50) != Color.GREEN }
        return left to right
    }

    private fun plain(colour: Int) =
        Bitmap.createBitmap(100, 100, Bitmap.Config.ARGB_8888).apply { eraseColor(colour) }

    private fun Bitmap.paintRight(colour: Int) {
        for (x in 50 until 100) for (y in 0 until 100) setPixel(x, y, colour)
    }

    private fun layOut(width: Int, height: Int) {
        view.measure(
            View.MeasureSpec.makeMeasureSpec(width, View.MeasureSpec.EXACTLY),
            View.MeasureSpec.makeMeasureSpec(height, View.MeasureSpec.EXACTLY),
        )
        view.layout(0, 0, width, height)
    }

    private fun draw(): Bitmap {
        val drawn = Bitmap.createBitmap(view.width, view.height, Bitmap.Config.ARGB_8888)
        view.draw(Canvas(drawn))
        return drawn
    }

    private fun at(x: Int, y: Int) = draw().getPixel(x, y)

    private fun key(code: Int): Boolean = view.onKeyDown(code, KeyEvent(KeyEvent.ACTION_DOWN, code))

    private fun drag(from: Pair<Float, Float>, to: Pair<Float, Float>) {
        val began = time
        touch(began, MotionEvent.ACTION_DOWN, from)
        for (step in 1..10) {
            val x = from.first + (to.first - from.first) * step / 10
            val y = from.second + (to.second - from.second) * step / 10
            touch(began, MotionEvent.ACTION_MOVE, x to y)
        }
        touch(began, MotionEvent.ACTION_UP, to)
        rest()
    }

    private fun doubleTap(x: Float, y: Float) {
        repeat(2) {
            val began = time
            touch(began, MotionEvent.ACTION_DOWN, x to y)
            touch(began, MotionEvent.ACTION_UP, x to y)
            time += 60
        }
        rest()
    }

    /** Distances of the two fingers from the middle at (500, 500). */
    private fun pinch(from: Float, to: Float) {
        val began = time
        val second =
            MotionEvent.ACTION_POINTER_DOWN or (1 shl MotionEvent.ACTION_POINTER_INDEX_SHIFT)
        val up = MotionEvent.ACTION_POINTER_UP or (1 shl MotionEvent.ACTION_POINTER_INDEX_SHIFT)
        touch(began, MotionEvent.ACTION_DOWN, 500 - from to 500f)
        touch(began, second, 500 - from to 500f, 500 + from to 500f)
        for (step in 1..20) {
            val away = from + (to - from) * step / 20
            touch(began, MotionEvent.ACTION_MOVE, 500 - away to 500f, 500 + away to 500f)
        }
        touch(began, up, 500 - to to 500f, 500 + to to 500f)
        touch(began, MotionEvent.ACTION_UP, 500 - to to 500f)
        rest()
    }

    private fun rest() {
        time += 1000
        shadowOf(Looper.getMainLooper()).idleFor(Duration.ofMillis(1000))
    }

    private fun touch(began: Long, action: Int, vararg fingers: Pair<Float, Float>) {
        time += 10
        val names = Array(fingers.size) {
            MotionEvent.PointerProperties().apply {
                id = it
                toolType = MotionEvent.TOOL_TYPE_FINGER
            }
        }
        val places = Array(fingers.size) {
            MotionEvent.PointerCoords().apply {
                x = fingers[it].first
                y = fingers[it].second
                pressure = 1f
                size = 1f
            }
        }
        val event = MotionEvent.obtain(
            began,
            time,
            action,
            fingers.size,
            names,
            places,
            0,
            0,
            1f,
            1f,
            0,
            0,
            0,
            0,
        )
        view.dispatchTouchEvent(event)
        event.recycle()
    }
}
