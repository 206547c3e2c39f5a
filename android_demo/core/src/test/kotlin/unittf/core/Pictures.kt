package unittf.core

/** A runner whose tiles are made by [pixel] of a tile's byte, row, column and channel. */
internal class PixelRunner(
    width: Int,
    height: Int,
    overlap: Int,
    private val pixel: (value: Int, row: Int, column: Int) -> Int,
) : TileRunner {
    private val values = Values("", ValueType.UINT8, 0f, 255f)
    override val contract =
        Contract(null, null, null, height, width, values, values, null, null, overlap, null)

    override fun run(tile: RgbImage, into: RgbImage) {
        check(tile.width == contract.width && tile.height == contract.height)
        check(into.width == contract.width && into.height == contract.height)
        for (row in 0 until tile.height) {
            for (column in 0 until tile.width) {
                val at = 3 * (row * tile.width + column)
                for (index in at until at + 3) {
                    val value = tile.bytes[index].toInt() and 255
                    into.bytes[index] = pixel(value, row, column).toByte()
                }
            }
        }
    }

    override fun close() = Unit
}

/** The rows of a picture in memory; every row is to be read once, in order. */
internal class PictureRows(private val picture: RgbImage) : RowReader {
    override val width = picture.width
    override val height = picture.height
    private var next = 0

    override fun read(firstRow: Int, into: RgbImage) {
        check(firstRow == next && into.width == width) { "row $firstRow after $next" }
        next += into.height
        picture.bytes.copyInto(into.bytes, 0, 3 * width * firstRow, 3 * width * next)
    }
}

/** Puts rows together again. */
internal class CollectedRows(width: Int, height: Int) : RowWriter {
    val picture = RgbImage(width, height)
    var taken = 0

    override fun write(rows: RgbImage) {
        check(rows.width == picture.width)
        rows.bytes.copyInto(picture.bytes, 3 * rows.width * taken)
        taken += rows.height
    }
}

/** A picture of [width] x [height] from the bytes of each pixel's channel. */
internal fun picture(width: Int, height: Int, value: (x: Int, y: Int, channel: Int) -> Int) =
    RgbImage(width, height).apply {
        for (index in bytes.indices) {
            val pixel = index / 3
            bytes[index] = value(pixel % width, pixel / width, index % 3).toByte()
        }
    }
