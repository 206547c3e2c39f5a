package unittf.core

import java.io.OutputStream

/** The coded blocks of a JPEG file: bits, with a 0 put after each byte of ones. */
internal class JpegScan(private val out: OutputStream) {
    private var bits = 0
    private var held = 0

    /**
     * Codes a block.
     *
     * @param values quantised, in the order of the file.
     * @param meanBefore the first value of the component's block before; 0 for the first block.
     */
    fun block(values: IntArray, meanBefore: Int, mean: HuffmanCode, detail: HuffmanCode) {
        val difference = values[0] - meanBefore
        val size = sizeOf(difference)
        symbol(mean, size)
        number(difference, size)
        var zeros = 0
        for (index in 1 until 64) {
            val value = values[index]
            if (value == 0) {
                zeros++
                continue
            }
            while (zeros > 15) {
                symbol(detail, SIXTEEN_ZEROS)
                zeros -= 16
            }
            val valueSize = sizeOf(value)
            symbol(detail, zeros shl 4 or valueSize)
            number(value, valueSize)
            zeros = 0
        }
        if (zeros > 0) symbol(detail, ONLY_ZEROS_FOLLOW)
    }

    /** Fills the last byte with ones. */
    fun end() {
        if (held > 0) write((1 shl 8 - held) - 1, 8 - held)
    }

    private fun symbol(code: HuffmanCode, symbol: Int) =
        write(code.codes[symbol], code.lengths[symbol])

    /** Negative numbers are written as one less, cut to their size. */
    private fun number(value: Int, size: Int) =
        write((if (value < 0) value - 1 else value) and (1 shl size) - 1, size)

    private fun sizeOf(value: Int) = 32 - Integer.numberOfLeadingZeros(Math.abs(value))

    private fun write(value: Int, count: Int) {
        bits = bits shl count or value
        held += count
        while (held >= 8) {
            held -= 8
            val byte = bits ushr held and 255
            out.write(byte)
            if (byte == 255) out.write(0)
        }
        bits = bits and (1 shl held) - 1
    }

    private companion object {
        const val SIXTEEN_ZEROS = 0xF0
        const val ONLY_ZEROS_FOLLOW = 0
    }
}
