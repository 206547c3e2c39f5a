package unittf.core

import kotlin.math.abs

/**
 * Finds out whether the GPU may be trusted with a model, before it is used.
 *
 * GPU drivers of some phones crash the whole process, others give wrong pictures. So a mark is
 * written before the GPU is tried: when the mark is still there at the next start, the app died.
 *
 * @param memory outlives the process; what it is told to write is there even if the process dies
 *     right after.
 */
class GpuTrial(private val memory: Memory) {
    interface Memory {
        /** The value last written under [key], or null. */
        fun read(key: String): String?

        fun write(key: String, value: String)
    }

    /** What became of a trial; all but [TRUSTED] mean: stay with the CPU and say why. */
    enum class Verdict {
        TRUSTED,

        /** The process died during the trial. */
        CRASHED,

        /** The picture is not the CPU's. */
        DIFFERS,

        /** There is no GPU for this model, or it failed with an error. */
        REFUSED,
    }

    /** What is known of a model; null when it was never tried. A mark left over is a crash. */
    fun verdict(modelKey: String): Verdict? = when (val word = memory.read(modelKey)) {
        null, "" -> null
        TRYING -> Verdict.CRASHED.also { memory.write(modelKey, it.name) }
        else -> Verdict.values().firstOrNull { it.name == word }
    }

    /**
     * The verdict that is known, or else that of a trial on one picture.
     *
     * @param modelKey of the model, the phone and its system: what a verdict holds for.
     * @param cpu the picture by the CPU; its failure is thrown on, and leaves no mark.
     * @param gpu the picture by the GPU.
     */
    fun attempt(modelKey: String, cpu: () -> RgbImage, gpu: () -> RgbImage): Verdict {
        verdict(modelKey)?.let { return it }
        val expected = cpu()
        memory.write(modelKey, TRYING)
        val verdict = try {
            if (alike(expected, gpu())) Verdict.TRUSTED else Verdict.DIFFERS
        } catch (_: Exception) {
            Verdict.REFUSED
        } catch (_: LinkageError) {
            // the GPU's library is missing, or misses something itself
            Verdict.REFUSED
        }
        memory.write(modelKey, verdict.name)
        return verdict
    }

    /** Lets a model be tried again. */
    fun forget(modelKey: String) = memory.write(modelKey, "")

    companion object {
        private const val TRYING = "TRYING"
        private const val MEAN_LEVELS = 4
        private const val FAR_LEVELS = 32
        private const val FAR_SHARE = 100

        /** Off by 4 levels at most on average, and 1 byte in 100 at most off by more than 32. */
        fun alike(one: RgbImage, other: RgbImage): Boolean {
            if (one.width != other.width || one.height != other.height) return false
            var sum = 0L
            var far = 0
            for (index in one.bytes.indices) {
                val levels =
                    abs((one.bytes[index].toInt() and 255) - (other.bytes[index].toInt() and 255))
                sum += levels
                if (levels > FAR_LEVELS) far++
            }
            val count = one.bytes.size.toLong()
            return sum <= MEAN_LEVELS * count && far.toLong() * FAR_SHARE <= count
        }
    }
}
