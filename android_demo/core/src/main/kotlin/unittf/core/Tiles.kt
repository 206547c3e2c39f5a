package unittf.core

/** Where tiles lie along a side, and how much each of their pixels counts (docs/contract.md). */
object Tiles {
    /**
     * First pixels of the tiles along a side of [length]: evenly spread, in rising order.
     *
     * A side shorter than [tile] takes one tile, which reaches beyond it.
     */
    fun starts(length: Int, tile: Int, overlap: Int): IntArray {
        check(tile, overlap)
        require(length >= 1) { "a side is at least 1 pixel long, not $length" }
        if (length <= tile) return IntArray(1)
        val free = (length - tile).toLong()
        val step = tile - overlap
        val last = ((free + step - 1) / step).toInt()
        return IntArray(last + 1) { (it * free / last).toInt() }
    }

    /** Weights along a side of a tile: 1 at its edges, rising to at most [overlap] + 1. */
    fun weights(tile: Int, overlap: Int): IntArray {
        check(tile, overlap)
        return IntArray(tile) { minOf(it + 1, tile - it, overlap + 1) }
    }

    /** Tiles, and so runs, that a picture of [width] x [height] takes. */
    fun count(width: Int, height: Int, contract: Contract): Int =
        starts(width, contract.width, contract.overlap).size *
            starts(height, contract.height, contract.overlap).size

    private fun check(tile: Int, overlap: Int) {
        require(tile >= 1 && overlap in 0 until tile) {
            "tiles of $tile pixels overlap by 0 to ${tile - 1} pixels, not $overlap"
        }
    }
}
