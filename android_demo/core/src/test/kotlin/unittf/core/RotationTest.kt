package unittf.core

import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Test

class RotationTest {
    @Test
    fun `all 32 cases of sensor, display and facing`() {
        val cases = Golden.cases("rotation.json")
        val told = cases.map {
            Triple(
                it.getInt("sensor"),
                it.getInt("display"),
                it.getBoolean("front"),
            )
        }
        assertEquals(32, told.toSet().size)
        for (case in cases) {
            val (sensor, display, front) =
                Triple(case.getInt("sensor"), case.getInt("display"), case.getBoolean("front"))
            assertEquals("$case", case.getInt("degrees"), Rotation.ofFrame(sensor, front, display))
        }
    }

    @Test
    fun `a phone held as usual, and on its left side`() {
        assertEquals(90, Rotation.ofFrame(90, false, 0))
        assertEquals(270, Rotation.ofFrame(270, true, 0))
        assertEquals(0, Rotation.ofFrame(90, false, 90))
        assertEquals(0, Rotation.ofFrame(270, true, 90))
    }

    @Test
    fun `a tablet whose natural way is landscape`() {
        assertEquals(0, Rotation.ofFrame(0, false, 0))
        assertEquals(90, Rotation.ofFrame(0, false, 270))
    }

    @Test
    fun `other angles are refused`() {
        assertThrows(IllegalArgumentException::class.java) { Rotation.ofFrame(45, false, 0) }
        assertThrows(IllegalArgumentException::class.java) { Rotation.ofFrame(90, false, 360) }
    }
}
