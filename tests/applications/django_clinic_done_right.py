# file: clinic/__init__.py
# file: clinic/api.py
from rest_framework import mixins, permissions, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from .models import Appointment, Document, Speciality


class IsOwner(permissions.BasePermission):
    def has_object_permission(self, request, view, obj):
        return obj.patient.user_id == request.user.pk


class AppointmentSerializer(serializers.ModelSerializer):
    class Meta:
        model = Appointment
        fields = ["id", "slot", "cancelled"]


class DocumentSerializer(serializers.ModelSerializer):
    class Meta:
        model = Document
        fields = ["id", "file"]


class SpecialitySerializer(serializers.ModelSerializer):
    class Meta:
        model = Speciality
        fields = "__all__"


class AppointmentViewSet(viewsets.ModelViewSet):
    serializer_class = AppointmentSerializer

    def get_queryset(self):
        return Appointment.objects.select_related("slot").filter(patient__user=self.request.user)

    def perform_create(self, serializer):
        serializer.save(patient=self.request.user.patient)

    @action(detail=True, methods=["post"])
    def cancel(self, request, pk=None):
        appointment = self.get_object()
        appointment.cancelled = True
        appointment.save(update_fields=["cancelled"])
        return Response(status=status.HTTP_204_NO_CONTENT)


class DocumentViewSet(mixins.RetrieveModelMixin, mixins.DestroyModelMixin, viewsets.GenericViewSet):
    queryset = Document.objects.all()
    serializer_class = DocumentSerializer
    permission_classes = [permissions.IsAuthenticated, IsOwner]


class SpecialityViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Speciality.objects.all()
    serializer_class = SpecialitySerializer
    permission_classes = [permissions.AllowAny]
# file: clinic/models.py
from django.conf import settings
from django.db import models, transaction
from django.db.models import F


class OwnedQuerySet(models.QuerySet):
    def owned_by(self, user):
        return self.filter(patient__user=user)


class Patient(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="patient")
    credit = models.DecimalField(max_digits=8, decimal_places=2, default=0)

    def add_credit(self, amount):
        Patient.objects.filter(pk=self.pk).update(credit=F("credit") + amount)
        self.refresh_from_db(fields=["credit"])


class Doctor(models.Model):
    name = models.CharField(max_length=100)
    slug = models.SlugField(unique=True)


class Slot(models.Model):
    doctor = models.ForeignKey(Doctor, on_delete=models.CASCADE)
    starts_at = models.DateTimeField()
    taken = models.BooleanField(default=False)

    @classmethod
    def take(cls, pk):
        with transaction.atomic():
            slot = cls.objects.select_for_update().get(pk=pk)
            if slot.taken:
                return None
            slot.taken = True
            slot.save(update_fields=["taken"])
            return slot


class Appointment(models.Model):
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE)
    slot = models.OneToOneField(Slot, on_delete=models.PROTECT)
    cancelled = models.BooleanField(default=False)
    objects = OwnedQuerySet.as_manager()


class Document(models.Model):
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE)
    file = models.FileField()


class Speciality(models.Model):
    name = models.CharField(max_length=80)


class Voucher(models.Model):
    code = models.CharField(max_length=20, unique=True)
    left = models.PositiveIntegerField(default=1)
# file: clinic/views.py
import hashlib
import hmac
import json
import logging

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin, PermissionRequiredMixin, UserPassesTestMixin
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import Http404, HttpResponse, HttpResponseForbidden, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, ListView, UpdateView

from .models import Appointment, Doctor, Document, Patient, Slot, Voucher

logger = logging.getLogger(__name__)


class PatientQuerysetMixin(LoginRequiredMixin):
    def get_queryset(self):
        return super().get_queryset().filter(patient__user=self.request.user)


class AppointmentList(PatientQuerysetMixin, ListView):
    model = Appointment


class AppointmentDetail(PatientQuerysetMixin, DetailView):
    model = Appointment


class DoctorDetail(DetailView):
    model = Doctor


class ReceptionAppointment(PermissionRequiredMixin, UpdateView):
    model = Appointment
    fields = ["slot"]
    permission_required = "clinic.change_appointment"
    success_url = reverse_lazy("appointments")


class ProfileUpdate(LoginRequiredMixin, UpdateView):
    model = Patient
    fields = []

    def get_object(self, queryset=None):
        return self.request.user.patient


@login_required
@require_POST
def cancel(request, pk):
    appointment = get_object_or_404(Appointment.objects.owned_by(request.user), pk=pk)
    with transaction.atomic():
        Appointment.objects.filter(pk=appointment.pk).update(cancelled=True)
        Slot.objects.filter(pk=appointment.slot_id).update(taken=False)
    messages.success(request, "Cancelled.")
    return redirect("appointments")


@login_required
@require_POST
def book(request, slot_id):
    try:
        slot = Slot.take(slot_id)
    except Slot.DoesNotExist:
        raise Http404 from None
    if slot is None:
        messages.error(request, "Somebody was faster.")
        return redirect("appointments")
    appointment = Appointment.objects.create(patient=request.user.patient, slot=slot)
    return redirect("appointment", pk=appointment.pk)


@login_required
@require_POST
def redeem(request):
    changed = Voucher.objects.filter(code=request.POST["code"], left__gt=0).update(left=F("left") - 1)
    if not changed:
        return JsonResponse({"error": "not valid"}, status=400)
    request.user.patient.add_credit(10)
    return JsonResponse({"ok": True})


@csrf_exempt
@require_POST
def lab_webhook(request):
    expected = hmac.new(settings.LAB_KEY, request.body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, request.headers.get("X-Signature", "")):
        return HttpResponseForbidden()
    event = json.loads(request.body)
    Document.objects.create(patient_id=event["patient"], file=event["path"])
    return HttpResponse(status=204)
# file: manage.py
import os, sys
if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proj.settings")
    from django.core.management import execute_from_command_line
    execute_from_command_line(sys.argv)
# file: proj/__init__.py
# file: proj/settings.py
import os
SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = os.environ.get("DJANGO_DEBUG", "") == "1"
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "").split(",")
INSTALLED_APPS = ["django.contrib.admin", "django.contrib.auth", "rest_framework", "clinic"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware"]
ROOT_URLCONF = "proj.urls"
REST_FRAMEWORK = {"DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"]}
# file: proj/urls.py
from django.contrib import admin
from django.contrib.auth import views as auth_views
from django.urls import include, path
from rest_framework import routers
from clinic import api, views

router = routers.SimpleRouter()
router.register(r"appointments", api.AppointmentViewSet, basename="appointment")
router.register(r"documents", api.DocumentViewSet, basename="document")
router.register(r"specialities", api.SpecialityViewSet)

urlpatterns = [
    path("admin/", admin.site.urls),
    path("login/", auth_views.LoginView.as_view()),
    path("api/", include(router.urls)),
    path("appointments/", views.AppointmentList.as_view(), name="appointments"),
    path("appointments/<int:pk>/", views.AppointmentDetail.as_view(), name="appointment"),
    path("appointments/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("appointments/book/<int:slot_id>/", views.book, name="book"),
    path("doctors/<slug:slug>/", views.DoctorDetail.as_view()),
    path("vouchers/redeem/", views.redeem),
    path("reception/appointments/<int:pk>/", views.ReceptionAppointment.as_view()),
    path("profile/", views.ProfileUpdate.as_view()),
    path("webhooks/lab/", views.lab_webhook),
]
