package unittf.app.camera

import unittf.core.RgbImage
import unittf.core.YuvFrame
import java.util.Collections
import java.util.concurrent.atomic.AtomicInteger

/** A camera that gives the frames a test hands it, and watches what becomes of them. */
class SourceOfTests : FrameSource {
    override var facings = setOf(Facing.BACK, Facing.FRONT)

    /** What the camera's sensor is turned by. */
    var orientation = 90

    /** Told at once to whoever starts. */
    var trouble: Trouble? = null

    /** Told what was started. */
    val starts: MutableList<Facing> = Collections.synchronizedList(ArrayList())
    var size: Pair<Int, Int>? = null

    @Volatile
    var listener: FrameSource.Listener? = null
        private set
    val given = AtomicInteger()
    val released = AtomicInteger()

    /** Frames that were released more than once. */
    val twice = AtomicInteger()
    val running get() = listener != null

    override fun start(facing: Facing, width: Int, height: Int, listener: FrameSource.Listener) {
        check(this.listener == null) { "started twice" }
        starts += facing
        size = width to height
        this.listener = listener
        trouble?.let(listener::onTrouble)
    }

    override fun stop() {
        listener = null
    }

    /** Gives a frame to whoever listens; on the calling thread. */
    fun give(stored: RgbImage) {
        val to = listener ?: return
        give(stored, to)
    }

    /** Gives a frame to one who may have stopped listening: a camera may do so. */
    fun give(stored: RgbImage, to: FrameSource.Listener) = give(Nv21.of(stored), to)

    /** Gives a frame as it is. */
    fun give(stored: YuvFrame, to: FrameSource.Listener) {
        given.incrementAndGet()
        val times = AtomicInteger()
        val frame = Frame(stored, orientation, starts.last() == Facing.FRONT) {
            if (times.incrementAndGet() ==
                1
            ) {
                released.incrementAndGet()
            } else {
                twice.incrementAndGet()
            }
        }
        to.onFrame(frame)
    }
}
