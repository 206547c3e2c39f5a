package unittf.core

/**
 * Translates pictures of any size by tiles that overlap, as docs/contract.md has it.
 *
 * In memory are never more rows than a tile has: those of the picture, and the sums of those that
 * further tiles may still change.
 *
 * @param runner used on the thread that calls; not closed.
 */
class Mosaic(private val runner: TileRunner) {
    /**
     * Translates [from] into [to], from the top.
     *
     * @param progress called after each tile: how many are done, of how many.
     * @param cancelled asked before each tile.
     * @return false when it was cancelled; then [to] lacks its last rows.
     */
    fun translate(
        from: RowReader,
        to: RowWriter,
        progress: (done: Int, all: Int) -> Unit,
        cancelled: () -> Boolean,
    ): Boolean {
        val contract = runner.contract
        val across = Side(from.width, contract.width, contract.overlap)
        val down = Side(from.height, contract.height, contract.overlap)
        val band = SourceBand(from, contract.height)
        val sums = BandSums(
            bytes = 3 * across.covered,
            rows = contract.height,
            largest = across.largestTotal.toLong() * down.largestTotal,
        )
        val tile = RgbImage(contract.width, contract.height)
        val translated = RgbImage(contract.width, contract.height)
        val all = across.starts.size * down.starts.size
        var done = 0
        for ((index, top) in down.starts.withIndex()) {
            band.moveTo(top)
            for (left in across.starts) {
                if (cancelled()) return false
                band.cut(left, tile)
                runner.run(tile, translated)
                for (row in 0 until contract.height) {
                    sums.add(row, 3 * left, translated, row, across.weights, down.weights[row])
                }
                progress(++done, all)
            }
            // Rows above the next tile, or all that are left, are complete.
            val end = down.starts.getOrElse(index + 1) { from.height }
            val rows = RgbImage(from.width, end - top)
            for (row in 0 until rows.height) {
                val start = 3 * row * rows.width
                sums.means(
                    row,
                    across.totals,
                    down.totals[top + row],
                    rows.bytes,
                    start,
                    3 * rows.width,
                )
            }
            to.write(rows)
            if (end < from.height) sums.shift(rows.height)
        }
        return true
    }

    /** The tiles along one side of the picture, with the sums of their weights at each pixel. */
    private class Side(length: Int, tile: Int, overlap: Int) {
        /** Pixels that the tiles reach: more than the side has, where it is shorter than a tile. */
        val covered = maxOf(length, tile)
        val starts = Tiles.starts(length, tile, overlap)
        val weights = Tiles.weights(tile, overlap)
        val totals = IntArray(covered)
        val largestTotal: Int

        init {
            for (start in starts) {
                for (index in weights.indices) {
                    totals[start + index] +=
                        weights[index]
                }
            }
            largestTotal = totals.maxOrNull() ?: 0
        }
    }
}
