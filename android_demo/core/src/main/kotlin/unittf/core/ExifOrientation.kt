package unittf.core

/**
 * How a stored picture is turned to be upright (EXIF tag 0x0112).
 *
 * @property code the tag's value.
 * @property transposed stored columns are upright rows.
 * @property columnsFlipped stored columns run against their upright direction.
 * @property rowsFlipped stored rows run against their upright direction.
 */
enum class ExifOrientation(
    val code: Int,
    val transposed: Boolean,
    val columnsFlipped: Boolean,
    val rowsFlipped: Boolean,
) {
    UPRIGHT(1, false, false, false),
    MIRRORED(2, false, true, false),
    TURNED_180(3, false, true, true),
    FLIPPED(4, false, false, true),
    TRANSPOSED(5, true, false, false),

    /** To be turned clockwise by 90 degrees. */
    TURNED_90(6, true, false, true),
    TRANSVERSED(7, true, true, true),

    /** To be turned clockwise by 270 degrees. */
    TURNED_270(8, true, true, false),
    ;

    /** Column in a stored picture of [storedWidth] of the upright pixel ([x], [y]). */
    fun storedColumn(x: Int, y: Int, storedWidth: Int): Int {
        val column = if (transposed) y else x
        return if (columnsFlipped) storedWidth - 1 - column else column
    }

    /** Row in a stored picture of [storedHeight] of the upright pixel ([x], [y]). */
    fun storedRow(x: Int, y: Int, storedHeight: Int): Int {
        val row = if (transposed) x else y
        return if (rowsFlipped) storedHeight - 1 - row else row
    }

    companion object {
        /** The orientation of a tag's value; values that mean nothing count as upright. */
        fun of(code: Int): ExifOrientation = values().firstOrNull { it.code == code } ?: UPRIGHT
    }
}
