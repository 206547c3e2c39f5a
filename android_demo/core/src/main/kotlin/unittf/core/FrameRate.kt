package unittf.core

/** Frames a second, over the last [REMEMBERED] frames. */
class FrameRate {
    private val ticks = LongArray(REMEMBERED)
    private var count = 0L

    /** A frame was shown at this time of a clock that never goes back. */
    fun tick(nanoseconds: Long) {
        ticks[(count % REMEMBERED).toInt()] = nanoseconds
        count++
    }

    /** 0 until there are two frames at different times. */
    val perSecond: Double
        get() {
            val intervals = minOf(count, REMEMBERED.toLong()) - 1
            if (intervals < 1) return 0.0
            val newest = ticks[((count - 1) % REMEMBERED).toInt()]
            val oldest = ticks[((count - 1 - intervals) % REMEMBERED).toInt()]
            return if (newest > oldest) intervals * 1e9 / (newest - oldest) else 0.0
        }

    private companion object {
        const val REMEMBERED = 30
    }
}
