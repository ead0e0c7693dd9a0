import xml.etree.ElementTree as ET


def weights(text):
    return [float(parcel.get("weight")) for parcel in ET.fromstring(text).iter("parcel")]
