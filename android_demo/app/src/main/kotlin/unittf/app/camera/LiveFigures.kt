package unittf.app.camera

import unittf.core.FrameRate
import unittf.core.Timing

/** How fast pictures come, over the last 30. */
class LiveFigures {
    private val durations = ArrayDeque<Double>()
    private val rate = FrameRate()

    /** A picture was shown whose translation took so long. */
    fun add(milliseconds: Double, nanoseconds: Long) {
        if (durations.size == REMEMBERED) durations.removeFirst()
        durations.addLast(milliseconds)
        rate.tick(nanoseconds)
    }

    /** The middle of the translations' durations, in milliseconds. */
    val median get() = Timing().also { durations.forEach(it::add) }.median

    /** Pictures a second, as they came; 0 until there are two. */
    val perSecond get() = rate.perSecond

    private companion object {
        const val REMEMBERED = 30
    }
}
