package unittf.app.camera

/**
 * Hands the newest of something from a thread that fills it to a thread that shows it. Neither
 * waits, and what is shown is never written to: one is being filled, one is ready, one is shown.
 */
class Exchange<T>(make: () -> T) {
    /** For the thread that fills. */
    var back = make()
        private set

    /** For the thread that shows. */
    var front = make()
        private set

    private var ready = make()
    private var fresh = false

    /** What was filled becomes ready, in place of what is not shown yet. */
    @Synchronized
    fun publish() {
        back = ready.also { ready = back }
        fresh = true
    }

    /** What is ready becomes what is shown; false if nothing new is. */
    @Synchronized
    fun take(): Boolean {
        if (!fresh) return false
        front = ready.also { ready = front }
        fresh = false
        return true
    }
}
