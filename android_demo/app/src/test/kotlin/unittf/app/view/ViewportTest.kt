package unittf.app.view

import org.junit.Assert.assertEquals
import org.junit.Test

class ViewportTest {
    // A picture of 200 x 100 in a view of 400 x 400: twice as large, from y = 100 to 300.
    private val viewport = Viewport().apply { fit(400, 400, 200, 100) }

    @Test
    fun fitsAtFirst() = assertEdges(0f, 100f, 400f, 300f)

    @Test
    fun zoomsAroundAPoint() {
        viewport.zoomTo(2f, 100f, 200f)
        // 100 px from the left edge become 200, so that the edge lies at -100; the height fills.
        assertEdges(-100f, 0f, 700f, 400f)
    }

    @Test
    fun staysBetweenOneAndEight() {
        viewport.zoomTo(100f, 200f, 200f)
        assertEquals(8f, viewport.zoom)
        viewport.zoomTo(0.1f, 200f, 200f)
        assertEquals(1f, viewport.zoom)
        assertEdges(0f, 100f, 400f, 300f)
    }

    @Test
    fun pansToTheEdgesAndNoFurther() {
        viewport.zoomTo(2f, 200f, 200f)
        viewport.pan(10_000f, 10_000f)
        assertEdges(0f, 0f, 800f, 400f)
        viewport.pan(-10_000f, -10_000f)
        assertEdges(-400f, 0f, 400f, 400f)
    }

    @Test
    fun looksAtTheSamePlaceWhenTheViewIsTurned() {
        viewport.zoomTo(4f, 300f, 200f)
        // 0.75 of the picture's width stays 100 px right of the middle: of 1600 px, 0.0625.
        assertEquals(0.6875f, viewport.centreX, 0.001f)
        viewport.fit(800, 300, 200, 100)
        assertEquals(4f, viewport.zoom)
        assertEquals(0.6875f, viewport.centreX, 0.001f)
    }

    @Test
    fun tellsWhatIsSeen() {
        assertEquals(100f, viewport.visibleTop)
        viewport.zoomTo(4f, 200f, 200f)
        assertEquals(0f, viewport.visibleLeft)
        assertEquals(400f, viewport.visibleRight)
        assertEquals(0f, viewport.visibleTop)
        assertEquals(400f, viewport.visibleBottom)
    }

    private fun assertEdges(left: Float, top: Float, right: Float, bottom: Float) {
        assertEquals("left", left, viewport.left, 0.01f)
        assertEquals("top", top, viewport.top, 0.01f)
        assertEquals("right", right, viewport.right, 0.01f)
        assertEquals("bottom", bottom, viewport.bottom, 0.01f)
    }
}
