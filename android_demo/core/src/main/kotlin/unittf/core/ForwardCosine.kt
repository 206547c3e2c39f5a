package unittf.core

/**
 * The cosine transform of blocks of 8 x 8, after Arai, Agui and Nakajima: 5 multiplications a row.
 *
 * Its results are too large by known factors, which [divisors] takes out together with the
 * quantisation.
 */
internal object ForwardCosine {
    /** By how much a row's results are too large, each along its side. */
    private val FACTORS = DoubleArray(8) {
        if (it == 0) 1.0 else Math.cos(it * Math.PI / 16) * Math.sqrt(2.0)
    }

    /** What each result is to be multiplied by, for a table of quantisation steps in row order. */
    fun divisors(steps: IntArray) = FloatArray(64) {
        (1 / (8 * steps[it] * FACTORS[it / 8] * FACTORS[it % 8])).toFloat()
    }

    /** Transforms [block] in place: 64 values in row order. */
    fun transform(block: FloatArray) {
        for (row in 0 until 64 step 8) line(block, row, 1)
        for (column in 0 until 8) line(block, column, 8)
    }

    /** Eight values from [first] on, [step] apart. */
    private fun line(block: FloatArray, first: Int, step: Int) {
        val last = first + 7 * step
        val sum0 = block[first] + block[last]
        val sum1 = block[first + step] + block[last - step]
        val sum2 = block[first + 2 * step] + block[last - 2 * step]
        val sum3 = block[first + 3 * step] + block[last - 3 * step]
        val difference0 = block[first] - block[last]
        val difference1 = block[first + step] - block[last - step]
        val difference2 = block[first + 2 * step] - block[last - 2 * step]
        val difference3 = block[first + 3 * step] - block[last - 3 * step]

        val outer = sum0 - sum3
        val middle = (sum1 - sum2 + outer) * HALF_ROOT
        block[first] = sum0 + sum3 + sum1 + sum2
        block[first + 4 * step] = sum0 + sum3 - sum1 - sum2
        block[first + 2 * step] = outer + middle
        block[first + 6 * step] = outer - middle

        val low = difference3 + difference2
        val high = difference1 + difference0
        val turned = (low - high) * 0.382683433f
        val lowTurned = 0.541196100f * low + turned
        val highTurned = 1.306562965f * high + turned
        val centre = (difference2 + difference1) * HALF_ROOT
        block[first + 5 * step] = difference0 - centre + lowTurned
        block[first + 3 * step] = difference0 - centre - lowTurned
        block[first + step] = difference0 + centre + highTurned
        block[first + 7 * step] = difference0 + centre - highTurned
    }

    private const val HALF_ROOT = 0.707106781f
}
