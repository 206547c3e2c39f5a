package unittf.core

import java.io.OutputStream

/** What a baseline JPEG file says before its blocks: sizes, components, tables. */
internal object JpegHeader {
    private const val START = 0xD8
    private const val END = 0xD9
    private const val APPLICATION = 0xE0
    private const val QUANTISATION = 0xDB
    private const val FRAME = 0xC0
    private const val CODE = 0xC4
    private const val SCAN = 0xDA

    fun write(
        out: OutputStream,
        width: Int,
        height: Int,
        luminance: IntArray,
        chrominance: IntArray,
    ) {
        marker(out, START)
        // "JFIF", version 1.1, pixels are square, no small picture.
        segment(out, APPLICATION, 0x4A, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0)
        segment(out, QUANTISATION, 0, *steps(luminance))
        segment(out, QUANTISATION, 1, *steps(chrominance))
        // 8 bits, three components; each: number, no subsampling, quantisation table.
        val sizes = intArrayOf(height shr 8, height and 255, width shr 8, width and 255)
        segment(out, FRAME, 8, *sizes, 3, 1, 0x11, 0, 2, 0x11, 1, 3, 0x11, 1)
        segment(out, CODE, 0x00, *described(JpegTables.LUMINANCE_MEAN))
        segment(out, CODE, 0x10, *described(JpegTables.LUMINANCE_DETAIL))
        segment(out, CODE, 0x01, *described(JpegTables.CHROMINANCE_MEAN))
        segment(out, CODE, 0x11, *described(JpegTables.CHROMINANCE_DETAIL))
        // Three components; each: number, its codes. All values at once, at full precision.
        segment(out, SCAN, 3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0)
    }

    fun writeEnd(out: OutputStream) = marker(out, END)

    private fun marker(out: OutputStream, kind: Int) {
        out.write(0xFF)
        out.write(kind)
    }

    private fun segment(out: OutputStream, kind: Int, vararg content: Int) {
        val length = content.size + 2
        marker(out, kind)
        out.write(length shr 8)
        out.write(length and 255)
        for (byte in content) out.write(byte)
    }

    private fun steps(inRowOrder: IntArray) = IntArray(64) { inRowOrder[JpegTables.ZIGZAG[it]] }

    private fun described(code: HuffmanCode) =
        IntArray(code.description.size) { code.description[it].toInt() and 255 }
}
